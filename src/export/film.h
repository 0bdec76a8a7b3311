/* film.h - a run as it is heard in order to be exported: its record (watch/record.h), and beside it
 * what was printed, and who held what, which is looked up in the state after each event and so
 * cannot be wrong, however a lock was taken or given back.
 *
 *     struct film *film = film_new();
 *     film_hear(film, drive, event);      // from the sink, of a machine that traces
 *     trace_write(film, machine, file);   // at rest; the machine is the one that was heard
 *     film_free(film);
 *
 * Guarded by the lab's monitor, as the sink is. */
#ifndef THRUM_EXPORT_FILM_H
#define THRUM_EXPORT_FILM_H

#include "base/buffer.h"
#include "watch/record.h"

/* Entries that are kept of a run: of a longer one the last; and what is kept of what it prints: of
 * more the first. Under a gibibyte in all. */
enum { FILM_ENTRIES = 5 << 20, FILM_PRINTED_BYTES = 128 << 20 };

struct lab;

/* From here on a lock, a critical section, a `once` is held by these, or by nobody any more. */
struct film_hold {
    uint64_t entry; /* the record ended here: it comes before the entry of this number */
    int64_t time;
    uint32_t name, element; /* of the object: see struct event */
    uint32_t first, count;  /* its holders: numbers of threads, film->holders[first] and on */
    uint8_t object;         /* enum entity_kind */
};

/* An object that is held now. */
struct film_held {
    uint32_t entity;
    uint32_t hold; /* its last one */
};

/* What a step has printed or logged; one with an atomic block may have several. */
struct film_print {
    uint32_t step;
    int32_t level; /* of a log, as struct event; FILM_NO_LEVEL: it was printed */
    size_t first;  /* its bytes, film->printed and on */
    uint32_t length;
    bool kept; /* else there was no room for them */
};
enum { FILM_NO_LEVEL = -1 };

struct film {
    struct record *record;
    bool borrowed;  /* that is another's */
    uint64_t place; /* what is found held now is so before the entry of this number */
    struct film_hold *holds;
    size_t hold_count, hold_capacity;
    uint32_t *holders; /* numbers of threads */
    size_t holder_count, holder_capacity;
    struct film_held *held;
    size_t held_count, held_capacity;
    struct film_print *prints; /* in the order of their steps */
    size_t print_count, print_capacity;
    struct buffer printed;
};

struct film *film_new(void);
/* Of a run that has been heard already. Who held what and what was printed is not known of it, but
 * film_look_back finds that out: it goes through the history of the lab, as far as it is kept;
 * false where that has too much to be looked at. With the monitor held. */
struct film *film_of_record(struct record *record);
bool film_look_back(struct film *film, struct lab *lab);
void film_free(struct film *film);
void film_hear(struct film *film, const struct drive *d, const struct event *e);
/* Nobody steps any more: who waits for good, and was not told of because the run was given up
 * before, is told of now. */
void film_settle(struct film *film, const struct drive *d);

#endif
