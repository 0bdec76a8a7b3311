/* outside.c - see outside.h. The worker gives the baton up, does it, and asks for the baton again.
 */
#include "run/outside.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "core/limits.h"
#include "run/fetch.h"
#include "run/history.h"
#include "run/lab_inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NANOSECONDS = 1000000000, ITEMS_A_LOOK = 2000, ITEM_ROUNDS = 64 };

static int64_t processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * NANOSECONDS + t.tv_nsec;
}

/* One item of work: arithmetic that no compiler can leave out. */
static void burn_item(volatile uint64_t *sink)
{
    uint64_t x = *sink;
    for (int i = 0; i < ITEM_ROUNDS; i++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    *sink = x;
}

int64_t outside_burn(int64_t amount, bool items, const atomic_bool *stop, const atomic_bool *hurry)
{
    volatile uint64_t sink = 1;
    int64_t start = processor_time(), done = 0;
    while (done < amount && !atomic_load_explicit(stop, memory_order_relaxed) &&
           !atomic_load_explicit(hurry, memory_order_relaxed)) {
        int64_t now = items && amount - done < ITEMS_A_LOOK ? amount - done : ITEMS_A_LOOK;
        for (int64_t i = 0; i < now; i++)
            burn_item(&sink);
        done = items ? done + now : processor_time() - start;
    }
    return done;
}

/* ---- ask ------------------------------------------------------------------------------------- */

/* With monitor.mutex: stands in the line of questions until there is an answer. */
static void ask(struct worker *w)
{
    struct lab *lab = w->lab;
    w->answered = false;
    *lab->last_question = w;
    lab->last_question = &w->next_question;
    monitor_unlock(&lab->monitor);
    lab_tell(lab, LAB_QUESTION);
    monitor_lock(&lab->monitor);
    while (!w->answered && !w->exits && !w->hurried)
        monitor_wait(&lab->monitor, &w->turn.wake);
    if (w->answered)
        return;
    struct worker **at = &lab->first_question;
    while (*at && *at != w)
        at = &(*at)->next_question;
    if (*at)
        *at = w->next_question;
    w->next_question = NULL;
    for (lab->last_question = &lab->first_question; *lab->last_question;
         lab->last_question = &(*lab->last_question)->next_question)
        ;
}

char *lab_question(struct lab *lab)
{
    monitor_lock(&lab->monitor);
    char *question = lab->first_question ? memory_copy(lab->first_question->question) : NULL;
    monitor_unlock(&lab->monitor);
    return question;
}

uint32_t lab_asker(struct lab *lab)
{
    monitor_lock(&lab->monitor);
    uint32_t thread = lab->first_question ? lab->first_question->thread : NO_THREAD;
    monitor_unlock(&lab->monitor);
    return thread;
}

bool lab_asks(struct lab *lab, uint32_t thread)
{
    monitor_lock(&lab->monitor);
    const struct worker *w = lab->first_question;
    while (w && w->thread != thread)
        w = w->next_question;
    monitor_unlock(&lab->monitor);
    return w;
}

/* Takes a question out of the line; it has been answered. */
static void answer_one(struct lab *lab, struct worker **at, const char *answer)
{
    struct worker *w = *at;
    *at = w->next_question;
    if (lab->last_question == &w->next_question)
        lab->last_question = at;
    w->next_question = NULL;
    w->answer = answer ? memory_copy(answer) : NULL;
    w->answered = true;
    pthread_cond_signal(&w->turn.wake);
}

/* Whether a host may be asked, for all threads that ask that now. */
static void give_leave(struct lab *lab, const char *host, const char *answer)
{
    bool yes;
    if (!leave_read(answer, &yes))
        return;
    leave_give(&lab->leave, host, yes);
    for (struct worker **at = &lab->first_question; *at;)
        if ((*at)->wants && strcmp((*at)->wants, host) == 0)
            answer_one(lab, at, NULL);
        else
            at = &(*at)->next_question;
}

void lab_answer(struct lab *lab, const char *answer)
{
    monitor_lock(&lab->monitor);
    struct worker *w = lab->first_question;
    if (w) {
        answer_one(lab, &lab->first_question, answer);
        if (w->wants && answer)
            give_leave(lab, w->wants, answer);
    }
    bool more = lab->first_question;
    monitor_unlock(&lab->monitor);
    if (more)
        lab_tell(lab, LAB_QUESTION);
}

/* ---- Leaving and coming back ----------------------------------------------------------------- */

/* What to do, copied out of the machine. */
struct errand {
    struct outside what;
    char *text, *file;
    char *folder, *scratch; /* of `fetch`: see lab_use_lesson */
    bool guest;             /* it is a lesson's code that wants it */
    struct value result;
    char *error; /* malloc'd; NULL: result holds */
};

static char *copy_text(const struct lab *lab, uint32_t text)
{
    return text == TEXT_TOO_MUCH ? NULL : memory_copy(text_bytes(lab->program->texts, text));
}

/* Asks the learner until it is known whether the host may be asked; false: it may not. */
static bool ask_leave(struct worker *w, const char *host, const char *url)
{
    struct leave *leave = &w->lab->leave;
    struct buffer question = {0};
    const struct given *given;
    buffer_printf(&question, "this lesson wants to get %s; yes or no? ", url);
    char *text = buffer_take(&question);
    while (!(given = leave_find(leave, host))) {
        free(w->question);
        w->question = memory_copy(text);
        w->wants = host;
        ask(w);
        w->wants = NULL;
        if (!w->answered || (!w->answer && !leave_find(leave, host)))
            break;
        free(w->answer);
        w->answer = NULL;
    }
    free(text);
    return given && given->yes;
}

static bool may_ask(void *context, const char *host, const char *url, char **why_not)
{
    struct worker *w = context;
    struct lab *lab = w->lab;
    monitor_lock(&lab->monitor);
    bool alone = lab->alone;
    bool may = alone ? leave_is_loopback(host) : ask_leave(w, host, url);
    monitor_unlock(&lab->monitor);
    if (!may)
        *why_not = memory_copy(alone ? "a lesson that is tested gets nothing but from this machine"
                                     : "you did not let this lesson get it");
    return may;
}

static int64_t do_fetch(struct worker *w, struct errand *e)
{
    struct fetch_bounds bounds = {
        .folder = e->folder, .scratch = e->scratch, .may = may_ask, .context = w};
    struct fetch_request request = {
        .url = e->text,
        .folder = e->folder,
        .file = e->file,
        .bounds = e->guest ? &bounds : NULL,
        .stop = &w->exits,
        .hurry = &w->hurried,
        .most_bytes = LIMIT_FETCH_BYTES,
        .most_seconds = LIMIT_FETCH_SECONDS,
    };
    if (e->guest && !e->folder) {
        e->error = memory_copy("the lesson that this belongs to is over");
        return -1;
    }
    return fetch(&request, &e->error);
}

/* With monitor.mutex. */
static void do_errand(struct worker *w, struct errand *e)
{
    struct lab *lab = w->lab;
    if (e->what.op == OP_ASK) {
        free(w->question);
        w->question = e->text;
        e->text = NULL;
        ask(w);
        return;
    }
    monitor_unlock(&lab->monitor);
    e->result = value_integer(
        e->what.op == OP_WORK ? outside_burn(e->what.work, e->what.items, &w->exits, &w->hurried)
                              : do_fetch(w, e));
    monitor_lock(&lab->monitor);
}

static void complete(struct worker *w, struct errand *e)
{
    struct lab *lab = w->lab;
    struct machine *m = &lab->drive.machine;
    history_will(lab);
    machine_complete(m, w->thread, e->result, e->error);
    struct value result = state_thread(m->state, w->thread)->result;
    history_did(lab, (struct entry){.kind = ENTRY_RESULT,
                                    .value_kind = (uint8_t)result.kind,
                                    .thread = w->thread,
                                    .value = result.number});
}

static void come_back(struct worker *w, struct errand *e)
{
    struct lab *lab = w->lab;
    bool hurry = w->hurried;
    w->hurried = false;
    if (w->discards) {
        w->discards = false;
        return;
    }
    if (!hurry && e->what.op == OP_ASK) {
        uint32_t text = 0;
        if (w->answer)
            text = text_intern_string(lab->program->texts, w->answer, strlen(w->answer));
        if (w->answer && text != TEXT_TOO_MUCH)
            e->result = value_text(text);
        else
            e->error = memory_copy(w->answer ? "the answer is too long" : "the input has ended");
    }
    if (!hurry)
        complete(w, e);
    history_will(lab);
    drive_come_back(&lab->drive, w->thread);
    history_did(lab, (struct entry){.kind = ENTRY_BACK, .thread = w->thread});
}

void outside_run(struct worker *w)
{
    struct lab *lab = w->lab;
    struct errand e = {.what = machine_outside(&lab->drive.machine, w->thread)};
    if (e.what.op != OP_WORK) {
        e.text = copy_text(lab, e.what.text);
        e.file = copy_text(lab, e.what.file);
        e.folder = lab->folder ? memory_copy(lab->folder) : NULL;
        e.scratch = lab->scratch ? memory_copy(lab->scratch) : NULL;
        e.guest = machine_is_guest(&lab->drive.machine, w->thread);
    }
    history_will(lab);
    drive_leave(&lab->drive, w->thread);
    history_did(lab, (struct entry){.kind = ENTRY_LEAVES, .thread = w->thread});
    lab_next(lab);
    monitor_lock(&lab->monitor);
    w->hurried = false;
    w->abroad = true;
    lab_pass(lab, &w->turn);
    do_errand(w, &e);
    /* Even a worker that has to exit takes the baton once more: its caller passes it on. */
    monitor_request(&lab->monitor, &w->turn);
    monitor_await(&lab->monitor, &w->turn);
    w->abroad = false;
    monitor_unlock(&lab->monitor);
    if (!atomic_load_explicit(&w->exits, memory_order_relaxed))
        come_back(w, &e);
    free(w->answer);
    w->answer = NULL;
    free(e.text);
    free(e.file);
    free(e.folder);
    free(e.scratch);
    free(e.error);
}
