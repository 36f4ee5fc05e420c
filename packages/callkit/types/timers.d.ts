/** What a mini program has of the timers that browsers and Node have, too. */
declare function setTimeout(handler: () => void, ms?: number): number;
declare function clearTimeout(timer: number | undefined): void;
declare function setInterval(handler: () => void, ms?: number): number;
declare function clearInterval(timer: number | undefined): void;
