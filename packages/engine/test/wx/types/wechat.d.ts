/** The shape of WeChat's own typings (miniprogram-api-typings), as far as a page on the engine meets them. */

declare namespace WechatMiniprogram {
  interface Wx {
    hideKeyboard(options?: object): void;
  }
}

declare const wx: WechatMiniprogram.Wx;

declare function Page<Data extends object, Own extends object>(
  page: { data?: Data } & Own & ThisType<{ data: Data; setData(change: object): void } & Own>,
): void;
