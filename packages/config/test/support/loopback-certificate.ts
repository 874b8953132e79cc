/** A certificate for localhost that nobody else signed, valid until 2126, and its key. They protect nothing. */
export const loopbackCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUZn0EmQPPEr7d6cufGdeOdG/XetQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAyNTg0NVoYDzIxMjYxMDMw
MDI1ODQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASF8wEymni6yms9aC1Qw3d/urhdBk5Eh+d8s1G3Eflsopwmw3vRyhAG
SjBius/iIHlLjOuq5Fj/ngTQhsy0rnCRo28wbTAdBgNVHQ4EFgQUTm9t4WLK+oVr
l9vYPr7KJ0NU1fYwHwYDVR0jBBgwFoAUTm9t4WLK+oVrl9vYPr7KJ0NU1fYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgF8+xHEDECx0qBZNAxo4AzvydCOt1XO7/iKS2bP34Td8CIDys
AjYRcQE00JjkwnNGKdbUgwh8Z8Wx1mSeXteGjNou
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6CBumnNLMfHxqDgo
CVovQh9am9SAE64/sRcnb1QWGuChRANCAASF8wEymni6yms9aC1Qw3d/urhdBk5E
h+d8s1G3Eflsopwmw3vRyhAGSjBius/iIHlLjOuq5Fj/ngTQhsy0rnCR
-----END PRIVATE KEY-----
`,
};
