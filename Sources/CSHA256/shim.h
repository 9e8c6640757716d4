#include <stdint.h>

// The processor's own instructions for SHA-256, which no Swift expression becomes. The rounds in
// plain Swift, for all other processors, are in AWSSigning, and the tests hold both together.
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static inline int sha256_is_supported(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

// Works a block of 16 words into the 8 words of the state (FIPS 180-4, section 6.2.2).
__attribute__((target("sha,ssse3,sse4.1")))
static inline void sha256_compress(
    uint32_t *state, const uint32_t *words, const uint32_t *constants) {
  // The instructions want the state as A B E F and C D G H, the highest word first.
  __m128i dcba = _mm_loadu_si128((const __m128i *)state);
  __m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
  dcba = _mm_shuffle_epi32(dcba, 0xB1);
  hgfe = _mm_shuffle_epi32(hgfe, 0x1B);
  __m128i abef = _mm_alignr_epi8(dcba, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
  const __m128i first = abef, second = cdgh;
  __m128i message[4];
  for (int part = 0; part < 4; part++)
    message[part] = _mm_loadu_si128((const __m128i *)(words + 4 * part));
#pragma clang loop unroll(full)
  for (int round = 0; round < 16; round++) {
    __m128i now = message[round & 3];
    __m128i sum = _mm_add_epi32(
        now, _mm_loadu_si128((const __m128i *)(constants + 4 * round)));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (round < 12) {
      __m128i next = _mm_sha256msg1_epu32(now, message[(round + 1) & 3]);
      next = _mm_add_epi32(
          next, _mm_alignr_epi8(message[(round + 3) & 3], message[(round + 2) & 3], 4));
      message[round & 3] = _mm_sha256msg2_epu32(next, message[(round + 3) & 3]);
    }
  }
  abef = _mm_shuffle_epi32(_mm_add_epi32(abef, first), 0x1B);
  cdgh = _mm_shuffle_epi32(_mm_add_epi32(cdgh, second), 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(abef, cdgh, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(cdgh, abef, 8));
}
#endif
