/* turns.c - threads in a circle that run the same code, each with the objects at its own place:
 * situations that differ by a turn of the circle are one.
 *
 * Thread k of n has fork[k] and fork[(k + 1) % n]. When each becomes the next, and each fork, and
 * the numbers in which a thread keeps where it stands, what can happen is the same but for the
 * names. C. N. Ip and D. L. Dill, "Better verification through symmetry", 1996, have types whose
 * values can be turned; here it is found out from the code, once for those who are there:
 *
 * - main is over, or waits for all to end, and everybody else is of the circle, began at the same
 *   place, and the private variables of each are those of the one before, some one further round;
 * - what such a variable holds only says which object is meant, or is printed, and the object of
 *   each is one further than that of the one before;
 * - the code does nothing else by which one could tell who is who, and makes nothing;
 * - main has touched none of these objects, and done nothing from the first thread on that another
 *   could notice but to make the next: so what comes about, turned, can come about, too, and what
 *   is said of it is true.
 *
 * Where anything is otherwise nothing is turned. Of the situations that are turns of one another the
 * one with the lowest numbers is kept. Finding out takes n * n looks at what a thread's part becomes
 * when it is turned, which is remembered. */
#include "explore/world_inside.h"

#include "base/memory.h"
#include "core/instructions.h"
#include "explore/designator.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = 0, NONE, SOME };
static const uint32_t CANNOT = UINT32_MAX;

/* ---- Finding a circle ------------------------------------------------------------------------ */

/* The threads as they began; the one with number k + 1 is at k. */
struct beginners {
    struct world *world;
    const struct program *program;
    const struct unit *unit;
    uint32_t count, slot_count;
    uint64_t written;                                 /* slots */
    struct value slots[TURNS_MOST][DESIGNATOR_SLOTS]; /* by thread */
    bool *in_index; /* by instruction of the unit: it is a part of an index */
};

static bool read_beginner(struct beginners *b, uint32_t k, uint32_t part)
{
    uint32_t count;
    struct world *w = b->world;
    parts_unpack(store_get(&w->threads, part, &count), &w->raw);
    const struct thread *t = (const struct thread *)w->raw.at;
    const struct value *values = (const struct value *)(t + 1);
    const struct unit *unit = &b->program->units[t->unit];
    if (t->depth || w->notes[part].puppet || w->notes[part].acts_on_heap || t->bottom_slots > DESIGNATOR_SLOTS ||
        t->top < t->base + t->bottom_slots || (b->unit && unit != b->unit))
        return false;
    b->unit = unit;
    b->slot_count = t->bottom_slots;
    memcpy(b->slots[k], values + t->base, t->bottom_slots * sizeof *values);
    return true;
}

static bool is_next(const struct beginners *b, int64_t one, int64_t next)
{
    return one >= 0 && one < b->count && next == (one + 1) % b->count;
}

/* Whether a slot is the same in all, or one further in each, which its bit in *turned says. */
static bool find_slot(const struct beginners *b, uint32_t slot, uint64_t *turned)
{
    bool same = true, further = true;
    for (uint32_t k = 0; k < b->count; k++) {
        struct value one = b->slots[k][slot], next = b->slots[(k + 1) % b->count][slot];
        same &= value_same(one, next);
        further &= one.kind == VALUE_INTEGER && next.kind == VALUE_INTEGER &&
                   is_next(b, one.number, next.number);
    }
    *turned |= (uint64_t)further << slot;
    return same || further;
}

static bool find_slots(struct beginners *b, uint64_t *turned)
{
    *turned = b->written = 0;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++)
        b->written |= designator_slots_written(b->program->code[pc]);
    for (uint32_t slot = 0; slot < b->slot_count; slot++)
        if (!(b->written >> slot & 1) && !find_slot(b, slot, turned))
            return false;
    return *turned;
}

/* What the instruction designates, for each thread. */
typedef bool designates_fn(const struct program *p, uint32_t pc,
                           const struct designator_frame *frame, struct meant *found);

/* Whether all mean the same object, or each the one after that of the one before; then *array is
 * the array's name. */
static bool follow_one_another(const struct beginners *b, uint32_t pc, designates_fn *designates,
                               uint32_t *array)
{
    struct meant first, before, now;
    bool same = true, further = true;
    for (uint32_t k = 0; k < b->count; k++, before = now) {
        struct designator_frame frame = {.slots = b->slots[k], .written = b->written};
        if (!designates(b->program, pc, &frame, &now) || (k && now.name != before.name))
            return false;
        if (k == 0)
            first = now;
        else
            same &= now.element == before.element;
        if (k)
            further &= is_next(b, before.element, now.element);
    }
    further &= is_next(b, now.element, first.element);
    *array = further ? first.name : 0;
    return further || same;
}

/* The element of an array, of which the index is known. */
static bool designates_element(const struct program *p, uint32_t pc,
                               const struct designator_frame *frame, struct meant *found)
{
    return designator_element(p, pc, frame, found) && found->element != ELEMENT_ANY;
}

static bool is_turned(const struct turns *t, uint32_t name)
{
    for (uint32_t i = 0; i < t->array_count; i++)
        if (t->arrays[i].name == name)
            return true;
    return false;
}

/* An array of as many objects as there are threads. */
static bool add_array(struct turns *t, const struct state *s, uint32_t name)
{
    uint32_t handle = state_lookup(s, name);
    if (is_turned(t, name))
        return true;
    if (!handle || t->array_count == TURNS_ARRAYS)
        return false;
    const struct entity *e = state_entity(s, handle_index(handle));
    if (e->kind != ENTITY_OBJECT_ARRAY || e->initial != t->count)
        return false;
    t->arrays[t->array_count++] = (struct turned_array){name, e->link};
    return true;
}

/* Whether the instruction takes an object from the stack. */
static bool takes_designator(struct instruction i)
{
    return instruction_row(i)->pops & STACK_DES && !(i.a & OPERAND_NAMED);
}

/* Whether nothing is a step from there on until it is printed: a number that lies on the stack at a
 * step would have to be turned. */
static bool is_printed_at_once(const struct program *p, uint32_t pc)
{
    if (!facts_only_printed(p, pc))
        return false;
    while (p->code[++pc].op != OP_PRINT && p->code[pc].op != OP_LOG)
        if (instruction_row(p->code[pc])->step != STEP_LOCAL)
            return false;
    return true;
}

/* All of its uses have to be of the same sort: an array whose objects are turned is used so
 * everywhere, and no other is. */
static bool is_turned_or_not(const struct beginners *b, const struct turns *t, uint32_t pc,
                             designates_fn *designates)
{
    uint32_t array;
    struct meant meant;
    struct designator_frame frame = {.slots = b->slots[0], .written = b->written};
    return follow_one_another(b, pc, designates, &array) &&
           designates(b->program, pc, &frame, &meant) && (array != 0) == is_turned(t, meant.name);
}

static bool find_arrays(struct beginners *b, struct turns *t)
{
    const struct state *s = b->world->machine.state;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++) {
        uint32_t array, base;
        if (b->program->code[pc].op != OP_ELEMENT)
            continue;
        if (!follow_one_another(b, pc, designates_element, &array) ||
            (array && !add_array(t, s, array)))
            return false;
        base = facts_before_expression(b->program, pc - 1);
        for (uint32_t at = base + 1; at < pc; at++)
            b->in_index[at - b->unit->first] = true;
    }
    return t->array_count > 0;
}

/* What it touches can be said, and it neither makes nor runs anything else. A text that is caught
 * may name an object. */
static bool may_stand(struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    bool touches = row->touches == TOUCHES_NOTHING || row->touches == TOUCHES_NAME_READ ||
                   row->touches == TOUCHES_NAME || row->touches == TOUCHES_DESIGNATED ||
                   row->touches == TOUCHES_SCOPE || row->touches == TOUCHES_TAKEN ||
                   row->touches == TOUCHES_GIVEN || row->touches == TOUCHES_OWN_END;
    return touches && row->looks != LOOKS_THREADS && row->looks != LOOKS_OBSERVED &&
           row->tells == TELLS_ALIKE && row->code == CODE_NO_CODE &&
           row->input == INPUT_NO_INPUT && i.op != OP_CATCH_TEXT;
}

static bool code_can_turn(const struct beginners *b, const struct turns *t)
{
    const struct program *p = b->program;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++) {
        struct instruction i = p->code[pc];
        bool text = i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_TEXT;
        if (!may_stand(i) || (text && facts_has_index(p, p->constants[i.b].number)))
            return false;
        if (i.op == OP_ELEMENT && !is_turned_or_not(b, t, pc, designates_element))
            return false;
        if (takes_designator(i) && !is_turned_or_not(b, t, pc, designator_at))
            return false;
        bool reads = liveness_slots_read(p, i) & t->slots;
        if (reads && !b->in_index[pc - b->unit->first] && !is_printed_at_once(p, pc))
            return false;
    }
    return true;
}

/* A wait for all, however long. */
static bool joins_all(const struct program *p, uint32_t pc)
{
    unsigned before = p->code[pc - 1].op;
    return p->code[pc].op == OP_JOIN_ALL && p->code[pc].a == OPERAND_DISCARD &&
           before != OP_DEADLINE && before != OP_DEADLINE_FROM;
}

/* Of main's code: where the first thread may be made, and where it waits for all of them. False
 * where it may come to what is behind that without having waited. */
static bool find_making(const struct program *p, const struct unit *u, uint32_t *making,
                        uint32_t *waiting)
{
    *making = *waiting = u->end;
    for (uint32_t pc = u->end; pc-- > u->first;)
        if (p->code[pc].op == OP_SPAWN)
            *making = pc;
    for (uint32_t pc = u->end; pc-- > *making;)
        if (joins_all(p, pc))
            *waiting = pc;
    for (uint32_t pc = u->end; pc-- > u->first;) {
        uint32_t to = instruction_jumps(p->code[pc]) ? (uint32_t)p->code[pc].b : pc;
        if (pc < *waiting ? to > *waiting && *waiting < u->end : to <= *waiting && pc > *waiting)
            return false;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t pc = *making; pc < u->end; pc++)
            if (instruction_jumps(p->code[pc]) && (uint32_t)p->code[pc].b < *making)
                *making = (uint32_t)p->code[pc].b, changed = true;
    }
    return true;
}

static bool may_mean_turned(const struct program *p, const struct turns *t, uint32_t pc)
{
    struct instruction i = p->code[pc];
    struct meant meant;
    if (i.op == OP_ELEMENT)
        return !designator_element(p, pc, NULL, &meant) || is_turned(t, meant.name);
    if (!(instruction_row(i)->pops & STACK_DES))
        return false;
    return !designator_at(p, pc, NULL, &meant) || is_turned(t, meant.name);
}

static bool makes_member(const struct beginners *b, struct instruction i)
{
    if (i.op != OP_SPAWN)
        return false;
    return i.a & OPERAND_CALL ? b->unit->kind == UNIT_FUNCTION && b->unit->name == (uint32_t)i.b
                              : b->unit == &b->program->units[i.b];
}

/* Whether no thread could notice it, nor it what they do: of names only those of private variables
 * are read. */
static bool is_unnoticed(const struct beginners *b, struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    bool reads_private = row->touches == TOUCHES_NAME_READ &&
                         !state_lookup(b->world->machine.state, (uint32_t)i.b);
    return row->step == STEP_LOCAL || row->touches == TOUCHES_NOTHING || reads_private;
}

static bool main_only_makes(const struct beginners *b, const struct turns *t)
{
    const struct program *p = b->program;
    const struct unit *u = &p->units[b->world->options.script];
    uint32_t making, waiting;
    if (!b->world->options.script || u->range_count || !find_making(p, u, &making, &waiting))
        return false;
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        struct instruction i = p->code[pc];
        bool makes = makes_member(b, i);
        bool runs_other = instruction_row(i)->code != CODE_NO_CODE && !makes && i.op != OP_DEFINE;
        if (may_mean_turned(p, t, pc) || runs_other)
            return false;
        if (pc >= making && pc < waiting && !makes && !is_unnoticed(b, i))
            return false;
    }
    return true;
}

/* ---- Turning --------------------------------------------------------------------------------- */

/* Where it is remembered what a number becomes, + 1. */
static uint32_t *remembered(struct turned_numbers *t, uint32_t number)
{
    if (number >= t->capacity) {
        uint32_t old = t->capacity;
        t->capacity = number + number / 2 + 64;
        t->to = memory_resize(t->to, t->capacity * sizeof *t->to);
        memset(t->to + old, 0, (t->capacity - old) * sizeof *t->to);
    }
    return &t->to[number];
}

static uint32_t next_thread(const struct turns *t, uint32_t thread)
{
    return thread == STATE_MAIN ? STATE_MAIN : thread % t->count + 1;
}

uint32_t turns_object(const struct turns *t, uint32_t entity)
{
    for (uint32_t i = 0; i < t->array_count; i++) {
        uint32_t first = t->arrays[i].first;
        if (entity >= first && entity - first < t->count)
            return first + (entity - first + 1) % t->count;
    }
    return entity;
}

/* Turns the values of a thread, of which w->raw is the part, unpacked. What nobody reads any more
 * has been forgotten, and is the same in all. */
static bool turn_values(struct world *w)
{
    const struct turns *t = &w->turns;
    struct thread *thread = (struct thread *)w->raw.at;
    struct value *values = (struct value *)(thread + 1);
    bool forgets = w->options.forget && thread->status == THREAD_RUNNING;
    uint64_t slots = t->slots & (forgets ? w->liveness.live[thread->pc] : UINT64_MAX);
    if (thread->depth || thread->stack_extent.capacity || thread->order_extent.capacity)
        return false;
    if (thread->waits_on)
        thread->waits_on = handle_of(turns_object(t, handle_index(thread->waits_on)));
    for (uint32_t k = 0; k < thread->top; k++) {
        struct value *v = &values[k];
        bool in_slot = k >= thread->base && k - thread->base < DESIGNATOR_SLOTS &&
                       k - thread->base < thread->bottom_slots;
        if (in_slot && slots >> (k - thread->base) & 1 && v->kind == VALUE_INTEGER)
            v->number = (v->number + 1) % t->count;
        if (v->kind == VALUE_FAILURE)
            return false; /* whose words may name an object */
        if (v->kind == VALUE_ELEMENT && is_turned(t, (uint32_t)v->number))
            v->extra = (v->extra + 1) % t->count;
    }
    return true;
}

/* The part that this part of `thread` becomes, which is the next one's then. */
static uint32_t turn_part(struct world *w, const struct situation *s, uint32_t thread,
                          uint32_t part)
{
    uint32_t count, *known = remembered(&w->turns.parts, part);
    if (!*known) {
        parts_unpack(store_get(&w->threads, part, &count), &w->raw);
        bool can = !w->notes[part].acts_on_heap && turn_values(w);
        uint32_t to = can ? parts_put_thread(w, s, next_thread(&w->turns, thread)) : STORE_NONE;
        *known = to == STORE_NONE ? CANNOT : handle_of(to);
    }
    return *known;
}

/* Objects that are nothing but what they say themselves. */
static bool stand_alone(const struct turns *t, const struct entity *entities)
{
    for (uint32_t i = 0; i < t->array_count; i++)
        for (uint32_t k = 0; k < t->count; k++) {
            const struct entity *e = &entities[t->arrays[i].first + k];
            if (e->extent.capacity || e->link || e->users)
                return false;
        }
    return true;
}

static void turn_objects(const struct turns *t, struct entity *entities)
{
    for (uint32_t i = 0; i < t->array_count; i++) {
        struct entity *all = entities + t->arrays[i].first, last = all[t->count - 1];
        for (uint32_t k = t->count - 1; k > 0; k--) {
            all[k] = all[k - 1];
            all[k].element = k + 1;
        }
        all[0] = last;
        all[0].element = 1;
    }
}

/* The lists of waiters: of the objects as they are called now, in their order. */
static void turn_lists(struct world *w)
{
    uint64_t *at = parts_raw_lists(&w->raw), *end = at;
    for (uint64_t lists = *end++; lists > 0; lists--) {
        uint32_t entity = turns_object(&w->turns, (uint32_t)(*end >> 32)), count = (uint32_t)*end;
        *end = (uint64_t)entity << 32 | count;
        end += 1 + count;
    }
    uint32_t words = (uint32_t)(end - at);
    w->row.count = 0;
    uint64_t *were = parts_add_words(&w->row, words);
    memcpy(were, at, words * sizeof *at);
    uint64_t above = 0; /* entities whose lists are there already lie below */
    for (uint64_t *to = at + 1; to < end;) {
        const uint64_t *least = NULL;
        for (const uint64_t *list = were + 1; list < were + words; list += 1 + (uint32_t)*list)
            if (*list >> 32 >= above && (!least || *list < *least))
                least = list;
        memcpy(to, least, (1 + (uint32_t)*least) * sizeof *to);
        above = (*least >> 32) + 1;
        to += 1 + (uint32_t)*least;
    }
}

static uint32_t turn_shared(struct world *w, uint32_t part)
{
    uint32_t *known = remembered(&w->turns.shared, part), to = STORE_NONE;
    if (*known)
        return *known;
    struct shared_head head = *parts_shared_head(w, part);
    parts_unpack_shared(w, part);
    struct entity *entities = parts_raw_entities(&w->raw);
    if (stand_alone(&w->turns, entities)) {
        uint32_t moves_to[TURNS_MOST + 1];
        for (uint32_t i = 0; i <= w->turns.count; i++)
            moves_to[i] = next_thread(&w->turns, i);
        alike_exchange(w, moves_to);
        turn_objects(&w->turns, entities);
        turn_lists(w);
        to = parts_pack_shared(w, head);
    }
    *known = to == STORE_NONE ? CANNOT : handle_of(to);
    return *known;
}

/* What is shared, and the part of each thread, one further; false where that cannot be. */
static bool turn_once(struct world *w, const struct situation *s, uint32_t *now)
{
    const struct turns *t = &w->turns;
    uint32_t to[TURNS_MOST + 1];
    to[0] = turn_shared(w, now[0]);
    bool can = to[0] != CANNOT;
    for (uint32_t i = 1; i <= t->count && can; i++) {
        uint32_t *place = &to[next_thread(t, i)];
        *place = turn_part(w, s, i, now[i]);
        can = *place != CANNOT;
    }
    for (uint32_t i = 0; i <= t->count && can; i++)
        now[i] = handle_index(to[i]);
    return can;
}

/* ---- Whether there is one -------------------------------------------------------------------- */

/* Whether each began as the one before, turned. */
static bool begin_alike(struct world *w, const struct situation *s, const struct identity *ids)
{
    const struct turns *t = &w->turns;
    for (uint32_t i = 1; i <= t->count; i++)
        if (turn_part(w, s, i, handle_index(ids[i].alike)) != ids[next_thread(t, i)].alike)
            return false;
    return true;
}

static bool look_at_beginners(struct beginners *b, const struct identity *ids, struct turns *t)
{
    for (uint32_t k = 0; k < b->count; k++) {
        t->begun[k] = ids[k + 1].alike;
        if (!t->begun[k] || !read_beginner(b, k, handle_index(t->begun[k])))
            return false;
    }
    if (!find_slots(b, &t->slots))
        return false;
    b->in_index = memory_zeroed(b->unit->end - b->unit->first, sizeof *b->in_index);
    bool can = find_arrays(b, t) && code_can_turn(b, t) && main_only_makes(b, t);
    free(b->in_index);
    return can;
}

static bool are_the_same(const struct turns *t, const struct situation *s,
                         const struct identity *ids)
{
    bool same = t->count == s->threads - 1;
    for (uint32_t k = 0; k < t->count && same; k++)
        same = t->begun[k] == ids[k + 1].alike;
    return same;
}

static void forget_circle(struct turns *t)
{
    free(t->parts.to);
    free(t->shared.to);
    *t = (struct turns){0};
}

/* There is one circle at most. */
static bool find(struct world *w, const struct situation *s)
{
    struct turns *t = &w->turns;
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    parts_load(w, s);
    if (t->count)
        return are_the_same(t, s, ids);
    if (w->machine.state->first_invariant)
        return false;
    struct beginners *b = memory_zeroed(1, sizeof *b);
    b->world = w;
    b->program = w->machine.program;
    b->count = t->count = s->threads - 1;
    bool found = look_at_beginners(b, ids, t) && begin_alike(w, s, ids);
    free(b);
    if (!found)
        forget_circle(t);
    return found;
}

static bool is_circle(struct world *w, const struct situation *s)
{
    const struct thread_note *main = note_of(w, s, STATE_MAIN);
    bool waits = main->status != THREAD_RUNNING || joins_all(w->machine.program, main->pc);
    if (!w->options.turns || s->threads < 3 || s->threads > TURNS_MOST + 1 || !waits)
        return false;
    uint32_t *known = remembered(&w->of_names, s->parts[SITUATION_NAMES]);
    if (*known == UNKNOWN)
        *known = find(w, s) ? SOME : NONE;
    return *known == SOME;
}

static int compare_numbers(const uint32_t *a, const uint32_t *b, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && a[i] == b[i])
        i++;
    return i == count ? 0 : a[i] < b[i] ? -1 : 1;
}

bool turns_canonical(struct world *w, struct situation *s, uint32_t *thread)
{
    if (!is_circle(w, s))
        return false;
    uint32_t now[TURNS_MOST + 1], least[TURNS_MOST + 1], who = *thread;
    uint32_t count = w->turns.count + 1;
    now[0] = s->parts[SITUATION_SHARED];
    memcpy(now + 1, s->parts + SITUATION_THREADS + 1, (count - 1) * sizeof *now);
    memcpy(least, now, count * sizeof *now);
    for (uint32_t turn = 1; turn < w->turns.count; turn++) {
        if (!turn_once(w, s, now))
            return false;
        who = next_thread(&w->turns, who);
        int order = compare_numbers(now, least, count);
        if (order < 0 || (order == 0 && who < *thread))
            *thread = who;
        if (order < 0)
            memcpy(least, now, count * sizeof *now);
    }
    s->parts[SITUATION_SHARED] = least[0];
    memcpy(s->parts + SITUATION_THREADS + 1, least + 1, (count - 1) * sizeof *now);
    return true;
}

size_t turns_bytes(const struct world *w)
{
    return (w->turns.parts.capacity + w->turns.shared.capacity + w->of_names.capacity) *
           sizeof(uint32_t);
}

void turns_free(struct world *w)
{
    forget_circle(&w->turns);
    free(w->of_names.to);
    situation_free(&w->turned);
}
