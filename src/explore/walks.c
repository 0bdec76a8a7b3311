/* walks.c - see walks.h. Some walks leave the thread that goes on at every step, others seldom:
 * what goes wrong needs many switches in one program, few at the right places in another. */
#include "explore/walks.h"

#include "explore/play.h"

#include <stdlib.h>

enum {
    MOST_WALKS = 64,
    MOST_STEPS = 4000, /* of one */
    MOST_WORK = 20000, /* of those that look for anything: moves of few threads */
    PARTS_A_MOVE = 16, /* of threads, that take as long as a move */
};

static uint64_t work_of(const struct play *p)
{
    return 1 + p->at.threads / PARTS_A_MOVE;
}

static void walk(struct play *p, uint32_t number, uint64_t *work)
{
    static const uint32_t leaves[] = {1, 3, 8, 1000};
    uint64_t random = number;
    while (!p->over && *work > work_of(p)) {
        struct move move = play_draw(p, &random, leaves[number % 4]);
        if (move.way == WAY_NONE)
            break;
        play_move(p, move);
        *work -= work_of(p);
    }
}

/* Takes the moves. */
static struct order order_of(struct play *p)
{
    struct order order = {p->moves, p->count, p->preemptions};
    p->moves = NULL;
    return order;
}

void walks_to(struct search *s, const struct target *target, struct order *found, uint64_t *work)
{
    struct play p = {0};
    bool given_up = false;
    for (uint32_t i = 0; i < MOST_WALKS && *work && !found->moves && !given_up; i++) {
        play_begin(&p, s, s->world, target, MOST_STEPS);
        walk(&p, i, work);
        if (p.again)
            *found = order_of(&p);
        given_up = p.given_up;
        play_free(&p);
    }
}

bool walks_look(struct search *s)
{
    struct world_options options = *s->world_options;
    options.symmetry = options.rotation = options.persistent = false;
    struct world *own = world_new(s->machine, &options, &(struct buffer){0});
    struct play p = {0};
    uint64_t work = MOST_WORK;
    bool found = false, given_up = false;
    s->walked = true;
    for (uint32_t i = 0; i < MOST_WALKS && work && !found && !given_up; i++) {
        play_begin(&p, s, own, NULL, MOST_STEPS);
        walk(&p, i, &work);
        found = p.again;
        given_up = p.given_up;
        if (found) {
            struct target *target = targets_add(&s->targets, p.met.kind, p.met.key);
            struct order order = order_of(&p);
            target->invariant = p.met.invariant;
            target->moves = order.moves;
            target->count = order.count;
            target->preemptions = order.preemptions;
        }
        play_free(&p);
    }
    world_add_executed(s->world, own);
    world_free(own);
    return found;
}
