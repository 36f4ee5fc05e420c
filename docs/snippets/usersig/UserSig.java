import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import static java.nio.charset.StandardCharsets.UTF_8;

class UserSig {
    /** A ticket with which userId may sign in for so many seconds. */
    static String generate(long sdkAppId, String secretKey, String userId, long expire) throws Exception {
        long time = System.currentTimeMillis() / 1000;
        String lines = "TLS.identifier:" + userId + "\nTLS.sdkappid:" + sdkAppId
            + "\nTLS.time:" + time + "\nTLS.expire:" + expire + "\n";
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(lines.getBytes(UTF_8)));
        // None of these texts can hold a character that JSON would want escaped.
        String content = "{\"TLS.ver\":\"2.0\",\"TLS.identifier\":\"" + userId + "\",\"TLS.sdkappid\":" + sdkAppId
            + ",\"TLS.time\":" + time + ",\"TLS.expire\":" + expire + ",\"TLS.sig\":\"" + signature + "\"}";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
            zlib.write(content.getBytes(UTF_8));
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray())
            .replace('+', '*').replace('/', '-').replace('=', '_');
    }

    /** SDKAPPID and SECRETKEY from the environment, the user from the command line. */
    public static void main(String[] arguments) throws Exception {
        long sdkAppId = Long.parseLong(System.getenv("SDKAPPID"));
        System.out.println(generate(sdkAppId, System.getenv("SECRETKEY"), arguments[0], 604800));
    }
}
