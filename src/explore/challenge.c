/* challenge.c - see challenge.h. Every situation that can be reached is a place, every step between
 * two of them a path; how far each place is from the failure is found backwards from there. */
#include "explore/challenge.h"

#include "base/memory.h"
#include "explore/judge.h"
#include "explore/world.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 200000 };

/* Where a path leads if the schedule ends with it. */
#define PLACE_WON UINT32_MAX
#define PLACE_LOST (UINT32_MAX - 1)
#define FAR_AWAY UINT32_MAX

struct path {
    uint32_t from, to; /* places; PLACE_WON, PLACE_LOST */
    uint32_t thread;
};

struct place {
    uint32_t first_path; /* those from here, in a row */
    uint32_t path_count;
    uint32_t distance; /* fewest steps to the failure; FAR_AWAY: it cannot be reached */
    bool wrong;        /* the failure is here */
    bool ends;         /* from here every thread can come to its end */
};

struct challenge {
    enum explore_kind kind;
    struct world *world;
    struct store rows; /* the situations; numbered as the places */
    struct place *places;
    uint32_t place_count, place_capacity;
    struct path *paths;
    uint32_t path_count, path_capacity;
    uint32_t *taken; /* the places that were passed, the present one last; PLACE_WON, PLACE_LOST */
    size_t taken_count, taken_capacity;

    /* While it is opened. */
    struct situation from, to, settled;
    uint32_t here; /* the place of `from` */
    struct judged judged;
    struct deed deed;
    struct buffer *why; /* it is no challenge once there is something in it */
};

/* ---- The places ------------------------------------------------------------------------------ */

static void note_wrong(void *context, const struct wrong *wrong)
{
    struct challenge *c = context;
    if (wrong->kind == c->kind)
        c->places[c->place_count - 1].wrong = true;
}

/* The place of the situation in c->settled. */
static uint32_t reach(struct challenge *c)
{
    bool fresh;
    uint32_t place = store_put(&c->rows, (const uint64_t *)c->settled.parts,
                               situation_words(&c->settled), &fresh);
    if (place == STORE_NONE || c->place_count > MOST_PLACES) {
        buffer_clear(c->why);
        buffer_puts(c->why, "there are too many orders of steps for a challenge");
        return PLACE_LOST;
    }
    if (!fresh)
        return place;
    MEMORY_ROOM_FOR_ONE(c->places, c->place_count, c->place_capacity);
    c->places[c->place_count++] = (struct place){.distance = FAR_AWAY};
    judged_look(&c->judged, c->world, &c->settled);
    if (!world_over(c->world, &c->settled))
        judge(c->world, &c->judged, note_wrong, c);
    return place;
}

/* What the last move led to, if the schedule ends with it; 0: it does not. */
static uint32_t end_of_move(const struct challenge *c)
{
    if (c->deed.failure == DEED_FINE)
        return 0;
    bool won = c->deed.failure != DEED_LIMIT && judge_failure_kind(&c->deed) == c->kind;
    return won ? PLACE_WON : PLACE_LOST;
}

/* From c->to on main goes as long as it can; where that leads. */
static uint32_t settle(struct challenge *c)
{
    enum { MOST_STEPS = 100000 };
    for (int i = 0; i < MOST_STEPS; i++) {
        situation_copy(&c->settled, &c->to);
        if (world_over(c->world, &c->settled) ||
            world_outlook(c->world, &c->settled, STATE_MAIN).way != WAY_STEP)
            return reach(c);
        world_move(c->world, &c->settled, (struct move){.thread = STATE_MAIN, .way = WAY_STEP},
                   &c->to, &c->deed);
        uint32_t end = end_of_move(c);
        if (end)
            return end;
    }
    buffer_puts(c->why, "main goes on and on by itself");
    return PLACE_LOST;
}

/* A move from the place c->here, whose situation c->from is. */
static void go_from(void *context, struct move move)
{
    struct challenge *c = context;
    if (c->why->length)
        return;
    if (move.way != WAY_STEP || move.chooses) {
        buffer_puts(c->why, "in a challenge nobody may sleep, work, wait with a time limit or "
                            "choose, but this does: ");
        buffer_puts(c->why, world_thread_name(c->world, &c->from, move.thread));
        return;
    }
    world_move(c->world, &c->from, move, &c->to, &c->deed);
    uint32_t to = end_of_move(c);
    if (!to)
        to = settle(c);
    MEMORY_ROOM_FOR_ONE(c->paths, c->path_count, c->path_capacity);
    c->paths[c->path_count++] = (struct path){c->here, to, move.thread};
    c->places[c->here].path_count++;
}

static void load(struct challenge *c, uint32_t place)
{
    uint32_t words;
    const uint64_t *row = store_get(&c->rows, place, &words);
    situation_load(&c->from, c->world, row, words);
}

static void look_at_all(struct challenge *c)
{
    world_start(c->world, &c->to);
    settle(c);
    for (uint32_t place = 0; place < c->place_count && !c->why->length; place++) {
        load(c, place);
        c->places[place].first_path = c->path_count;
        if (c->places[place].wrong || world_over(c->world, &c->from))
            continue;
        c->here = place;
        for (uint32_t thread = 0; thread < c->from.threads; thread++) {
            struct outlook o = world_outlook(c->world, &c->from, thread);
            if (thread != STATE_MAIN)
                world_each_move(&o, thread, go_from, c);
        }
    }
}

/* ---- How far --------------------------------------------------------------------------------- */

static bool leads_to_end(const struct challenge *c, const struct place *place)
{
    for (uint32_t i = 0; i < place->path_count; i++) {
        uint32_t to = c->paths[place->first_path + i].to;
        if (to >= PLACE_LOST || c->places[to].ends)
            return true;
    }
    return place->path_count == 0;
}

/* Endless is a place from which nobody comes to an end. */
static void count_endless(struct challenge *c)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = c->place_count; i-- > 0;) {
            if (c->places[i].ends || !leads_to_end(c, &c->places[i]))
                continue;
            c->places[i].ends = changed = true;
        }
    }
    for (uint32_t i = 0; i < c->place_count; i++)
        c->places[i].wrong = !c->places[i].ends;
}

static uint32_t distance_of(const struct challenge *c, uint32_t place)
{
    return place == PLACE_WON ? 0 : place == PLACE_LOST ? FAR_AWAY : c->places[place].distance;
}

/* Paths by where they lead, so that they can be gone back. */
static int by_end(const void *left, const void *right)
{
    const struct path *a = left, *b = right;
    return a->to != b->to ? (a->to < b->to ? -1 : 1) : (a->from > b->from) - (a->from < b->from);
}

static uint32_t first_to(const struct path *paths, uint32_t count, uint32_t to)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (paths[middle].to < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Puts those places into the queue from which a path leads there, unless they are nearer. */
static void go_back(struct challenge *c, const struct path *back, uint32_t to, uint32_t *queue,
                    uint32_t *count)
{
    for (uint32_t i = first_to(back, c->path_count, to); i < c->path_count && back[i].to == to;
         i++) {
        struct place *from = &c->places[back[i].from];
        if (from->distance != FAR_AWAY)
            continue;
        from->distance = distance_of(c, to) + 1;
        queue[(*count)++] = back[i].from;
    }
}

/* Backwards from the failure, the nearer places before those that are farther away. */
static void measure(struct challenge *c)
{
    struct path *back = memory_new((c->path_count + 1) * sizeof *back);
    uint32_t *queue = memory_new((c->place_count + 1) * sizeof *queue);
    uint32_t count = 0;
    if (c->path_count) {
        memcpy(back, c->paths, c->path_count * sizeof *back);
        qsort(back, c->path_count, sizeof *back, by_end);
    }
    for (uint32_t i = 0; i < c->place_count; i++)
        if (c->places[i].wrong) {
            c->places[i].distance = 0;
            queue[count++] = i;
        }
    go_back(c, back, PLACE_WON, queue, &count);
    for (uint32_t i = 0; i < count; i++)
        go_back(c, back, queue[i], queue, &count);
    free(back);
    free(queue);
}

/* ---- Opening and closing --------------------------------------------------------------------- */

static void take(struct challenge *c, uint32_t place)
{
    MEMORY_ROOM_FOR_ONE(c->taken, c->taken_count, c->taken_capacity);
    c->taken[c->taken_count++] = place;
}

static void free_search(struct challenge *c)
{
    situation_free(&c->from);
    situation_free(&c->to);
    situation_free(&c->settled);
    judged_free(&c->judged);
    deed_free(&c->deed);
    world_free(c->world);
    store_free(&c->rows);
    c->world = NULL;
    c->why = NULL;
}

static void add_why_none(enum explore_kind kind, struct buffer *why)
{
    if (kind == EXPLORE_RACE)
        buffer_puts(why,
                    "a race is between two steps in whichever order, so there is none to find");
    else
        buffer_printf(why, "main goes by itself in a challenge, and then no order leads to it (%s)",
                      explore_kind_name(kind));
}

struct challenge *challenge_open(const struct machine *machine, enum explore_kind kind,
                                 struct buffer *why)
{
    struct challenge *c = memory_zeroed(1, sizeof *c);
    struct world_options options = {.untimed = true};
    c->kind = kind;
    c->why = why;
    c->world = world_new(machine, &options, why);
    if (c->world) {
        look_at_all(c);
        if (kind == EXPLORE_ENDLESS)
            count_endless(c);
        measure(c);
        free_search(c);
        if (!why->length && (!c->place_count || c->places[0].distance == FAR_AWAY))
            add_why_none(kind, why);
        take(c, 0);
    }
    if (!why->length)
        return c;
    challenge_close(c);
    return NULL;
}

void challenge_close(struct challenge *c)
{
    if (!c)
        return;
    free(c->places);
    free(c->paths);
    free(c->taken);
    free(c);
}

/* ---- Playing --------------------------------------------------------------------------------- */

static uint32_t here(const struct challenge *c)
{
    return c->taken[c->taken_count - 1];
}

bool challenge_step(struct challenge *c, uint32_t thread)
{
    uint32_t place = here(c);
    for (uint32_t i = 0; place < PLACE_LOST && i < c->places[place].path_count; i++) {
        const struct path *path = &c->paths[c->places[place].first_path + i];
        if (path->thread != thread)
            continue;
        take(c, path->to);
        return true;
    }
    return false;
}

void challenge_back(struct challenge *c, uint64_t count)
{
    c->taken_count -= count < c->taken_count - 1 ? (size_t)count : c->taken_count - 1;
}

enum challenge_standing challenge_standing(const struct challenge *c)
{
    uint32_t distance = distance_of(c, here(c));
    return distance == 0 ? CHALLENGE_WON : distance == FAR_AWAY ? CHALLENGE_LOST : CHALLENGE_OPEN;
}

uint64_t challenge_taken(const struct challenge *c)
{
    return c->taken_count - 1;
}

uint64_t challenge_best(const struct challenge *c)
{
    return c->places[0].distance;
}

uint64_t challenge_left(const struct challenge *c, uint32_t *thread)
{
    const struct place *place = &c->places[here(c)];
    for (uint32_t i = 0; i < place->path_count; i++) {
        const struct path *path = &c->paths[place->first_path + i];
        if (distance_of(c, path->to) < place->distance)
            *thread = path->thread;
    }
    return place->distance;
}
