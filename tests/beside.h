/* beside.h - a helper for explore that is asked at once, however small the search. */
#ifndef THRUM_TESTS_BESIDE_H
#define THRUM_TESTS_BESIDE_H

#include "explore/explore.h"

extern const struct explore_helper beside;

#endif
