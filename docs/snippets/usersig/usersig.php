<?php
/** A ticket with which $userId may sign in for $expire seconds. */
function genUserSig(int $sdkAppId, string $secretKey, string $userId, int $expire = 604800): string
{
    $time = time();
    $lines = "TLS.identifier:$userId\nTLS.sdkappid:$sdkAppId\nTLS.time:$time\nTLS.expire:$expire\n";
    $content = [
        'TLS.ver' => '2.0',
        'TLS.identifier' => $userId,
        'TLS.sdkappid' => $sdkAppId,
        'TLS.time' => $time,
        'TLS.expire' => $expire,
        'TLS.sig' => base64_encode(hash_hmac('sha256', $lines, $secretKey, true)),
    ];
    return strtr(base64_encode(gzcompress(json_encode($content))), '+/=', '*-_');
}
