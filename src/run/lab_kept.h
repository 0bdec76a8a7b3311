/* lab_kept.h - a lab as it was at a moment, kept whole, so that it can be gone back to: also past
 * a restart, which undo (lab.h) cannot, and forth again to a later one.
 *
 *     struct lab_kept *kept = lab_keep(lab);
 *     lab_restart(lab, false); ...
 *     lab_return(lab, kept);
 *     lab_kept_free(kept);
 *
 * Each with the monitor held; a kept lab is of one lab alone, and not used behind its end. */
#ifndef THRUM_RUN_LAB_KEPT_H
#define THRUM_RUN_LAB_KEPT_H

#include <stddef.h>

struct lab;
struct lab_kept;

/* NULL where the lab is too large to be copied (history.h). */
struct lab_kept *lab_keep(struct lab *lab);
/* What it takes, in bytes. */
size_t lab_kept_bytes(const struct lab_kept *kept);
void lab_kept_free(struct lab_kept *kept);
/* Puts the lab back, with its schedule, its clock and its random numbers; a recorded schedule is
 * none any more: it goes round-robin. Nothing before it can be looked back at. Who has an account
 * of what happened replaces it behind this. */
void lab_return(struct lab *lab, const struct lab_kept *kept);

#endif
