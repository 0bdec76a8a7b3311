/* plain_threads.h - whether all threads of a program are made and waited for in such a way that
 * another language's plain calls do for them: main makes each in one place, outside of branches,
 * and waits for each once at most and for as long as it takes; nobody asks how it is, or names it
 * otherwise.
 *
 *     struct plain_threads *p = plain_threads_look(model, looks, &source);
 *     if (p->plain) ... p->items are all the threads, in the order of the text
 *     plain_threads_free(p);
 *
 * What main does where no thread lives can end the program at once: plain_threads_live. Each answer
 * errs to the safe side. No locks. */
#ifndef THRUM_EXPORT_PLAIN_THREADS_H
#define THRUM_EXPORT_PLAIN_THREADS_H

#include "export/looks.h"
#include "export/model.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>

/* One thread, or those that the turns of a loop make. */
struct plain_thread {
    const struct node *spawn;
    const struct node *name; /* NULL: it has the next number */
    const char *text;        /* the name, where it is known */
    const struct node *loop; /* NULL: none */
    int64_t count;           /* of the loop's turns; else 1 */
    bool daemon;
    bool in_turn;             /* each is waited for before the next turn */
    const struct node *start; /* what starts it: the spawn itself or a `start` */
    const struct node *join;  /* NULL: the program's end */
    bool puppet;              /* it takes orders, from main alone */
    bool reports;             /* main waits for what it has been ordered, and orders more */
    const char *target;       /* the exporter's */
};

/* What main has to do with a puppet: an order, or that it waits until all so far are done. */
struct plain_order {
    size_t thread;
    const struct node *node;
    bool joins;
};

struct plain_threads {
    bool plain;
    struct plain_thread *items;
    size_t count, capacity;
    struct plain_order *orders; /* in the order of the text */
    size_t order_count, order_capacity;
    const struct node **handled; /* commands that items speak of */
    size_t handled_count, handled_capacity;
};

struct plain_threads *plain_threads_look(struct model *m, const struct looks *looks,
                                         const struct source *source);
void plain_threads_free(struct plain_threads *p);

/* Whether threads that are no daemons may live at any moment of this command of main's. */
bool plain_threads_live(const struct plain_threads *p, const struct node *command);
/* Whether this function runs as bodies of threads alone. */
bool plain_threads_only(const struct model *m, const struct plain_threads *p, const char *function);

#endif
