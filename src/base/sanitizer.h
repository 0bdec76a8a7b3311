/* sanitizer.h - whether this is built with a sanitizer that has a run-time library of its own:
 * UNDER_SANITIZER for the address and the thread sanitizer, UNDER_ADDRESS_SANITIZER for the first.
 * gcc says so by a macro of its own, clang by a question. */
#ifndef THRUM_BASE_SANITIZER_H
#define THRUM_BASE_SANITIZER_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER 1
#endif
#if __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(UNDER_ADDRESS_SANITIZER)
#define UNDER_ADDRESS_SANITIZER 1
#endif
#if defined(UNDER_ADDRESS_SANITIZER) || defined(__SANITIZE_THREAD__)
#undef UNDER_SANITIZER
#define UNDER_SANITIZER 1
#endif

#endif
