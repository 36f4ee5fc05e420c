package main

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// GenUserSig makes a ticket with which userID may sign in for so many seconds.
func GenUserSig(sdkAppID uint32, secretKey, userID string, expire int64) (string, error) {
	now := time.Now().Unix()
	mac := hmac.New(sha256.New, []byte(secretKey))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n", userID, sdkAppID, now, expire)
	content, err := json.Marshal(map[string]any{
		"TLS.ver":        "2.0",
		"TLS.identifier": userID,
		"TLS.sdkappid":   sdkAppID,
		"TLS.time":       now,
		"TLS.expire":     expire,
		"TLS.sig":        base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	})
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	writer := zlib.NewWriter(&packed)
	writer.Write(content)
	writer.Close()
	signs := strings.NewReplacer("+", "*", "/", "-", "=", "_")
	return signs.Replace(base64.StdEncoding.EncodeToString(packed.Bytes())), nil
}

// SDKAPPID and SECRETKEY come from the environment, the user from the command line.
func main() {
	sdkAppID, _ := strconv.ParseUint(os.Getenv("SDKAPPID"), 10, 32)
	userSig, err := GenUserSig(uint32(sdkAppID), os.Getenv("SECRETKEY"), os.Args[1], 604800)
	if err != nil {
		panic(err)
	}
	fmt.Println(userSig)
}
