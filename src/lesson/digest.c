/* digest.c - see digest.h. */
#include "lesson/digest.h"

#include <nettle/sha2.h>
#include <nettle/version.h>
#include <string.h>

void digest_of(const char *before, const char *bytes, size_t length, char digits[DIGEST_DIGITS + 1])
{
    static const char hexadecimal[] = "0123456789abcdef";
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    if (before) {
        sha256_update(&context, strlen(before), (const uint8_t *)before);
        sha256_update(&context, 1, (const uint8_t *)"\n");
    }
    sha256_update(&context, length, (const uint8_t *)bytes);
#if NETTLE_VERSION_MAJOR >= 4
    sha256_digest(&context, digest);
#else
    sha256_digest(&context, sizeof digest, digest);
#endif
    for (size_t i = 0; i < sizeof digest; i++) {
        digits[2 * i] = hexadecimal[digest[i] >> 4];
        digits[2 * i + 1] = hexadecimal[digest[i] & 15];
    }
    digits[DIGEST_DIGITS] = '\0';
}
