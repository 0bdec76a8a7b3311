/* handle.h - a thread, an entity, an element or whatever else has an index, where there may be
 * none: index + 1, and 0 is none. A field that holds one says so ("1 + ...", "or 0"); these two
 * alone know how it is made and read.
 *
 * Of UINT32_MAX, where that stands for none (NO_THREAD), the handle is 0, and the other way round.
 */
#ifndef THRUM_CORE_HANDLE_H
#define THRUM_CORE_HANDLE_H

#include <stdint.h>

static inline uint32_t handle_of(uint32_t index)
{
    return index + 1;
}

static inline uint32_t handle_index(uint32_t handle)
{
    return handle - 1;
}

#endif
