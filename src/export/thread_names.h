/* thread_names.h - which names the threads of a program can have, as far as that can be seen before
 * it runs, and what else may have one of them: other threads, objects, variables, functions. In
 * thrum it is an error to make a thread under a name that is in use.
 *
 *     struct thread_names *names = thread_names_look(model, &source);
 *     struct name_clash clash = thread_names_clash(names, spawn, name);
 *     if (clash.by) ... that may bear the name when the thread is made
 *
 * The names in a loop between numbers that are written out are known one by one; of others it is
 * known what stands around the numbers in them. Each answer errs to the safe side. No locks. */
#ifndef THRUM_EXPORT_THREAD_NAMES_H
#define THRUM_EXPORT_THREAD_NAMES_H

#include "export/model.h"
#include "lang/diagnostic.h"

#include <stdbool.h>

struct thread_names;

struct thread_names *thread_names_look(struct model *m, const struct source *source);
void thread_names_free(struct thread_names *names);

struct name_clash {
    const struct node *by; /* what makes the other; NULL: there is none */
    bool thread;           /* it is a thread, under a name that the script gives it */
    bool numbered;         /* one of the two is a thread without a name: a Thread-N */
};

/* What else may bear a name that this command gives a thread; `name` NULL: the next Thread-N.
 * Threads that main makes later, or has all waited for, do not count. */
struct name_clash thread_names_clash(const struct thread_names *names, const struct node *spawn,
                                     const struct node *name);
/* Whether two threads of this program can have a name in common, waited for or not. */
bool thread_names_meet(const struct thread_names *names, const struct node *a,
                       const struct node *a_name, const struct node *b, const struct node *b_name);
/* Whether the command gives another name in each turn of the loops around it, or its thread is
 * waited for before the next turn. */
bool thread_names_differ(const struct thread_names *names, const struct node *spawn,
                         const struct node *name);
/* Whether two threads of the program can have the name that the command gives, one after the other
 * even. That it is carried out once, but for the loops around it, is taken for granted. */
bool thread_names_again(const struct thread_names *names, const struct node *spawn,
                        const struct node *name);
/* Whether the same code has waited for the thread of this name, without a limit, before it comes to
 * the node, and nothing can have made another of the name since. */
bool thread_names_joined(const struct thread_names *names, const struct unit *u,
                         const struct node *node, const struct node *name);

#endif
