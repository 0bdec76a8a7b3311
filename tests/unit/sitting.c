/* sitting.c - see sitting.h. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEADLINE_MS = 30000 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_lines(struct sitting *t)
{
    static const char *const signs[] = {
        [LINE_TYPED] = "> ", [LINE_OUTPUT] = "",   [LINE_NOTICE] = "* ",
        [LINE_ERROR] = "! ", [LINE_LESSON] = "| ", [LINE_CODE] = "| ",
    };
    struct line line;
    while (session_next_line(t->session, &line)) {
        if (line.anew)
            buffer_clear(&t->text);
        buffer_puts(&t->text, signs[line.kind]);
        if (line.kind == LINE_OUTPUT && line.thread[0])
            buffer_printf(&t->text, "%s: ", line.thread);
        buffer_printf(&t->text, "%s\n", line.text);
        t->lines++;
    }
}

struct sitting sit_free(void)
{
    return sit_within(0);
}

struct sitting sit_within(uint64_t memory)
{
    struct session_options options = {.seed = 1, .limit_memory = memory};
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    forget(&t);
    return t;
}

struct sitting sit(void)
{
    struct sitting t = sit_free();
    type(&t, "clock virtual; schedule round-robin; restart");
    t.calm = true;
    forget(&t);
    return t;
}

void leave(struct sitting *t)
{
    session_close(t->session);
    buffer_free(&t->text);
}

void turn(struct sitting *t)
{
    session_wait(t->session, 100);
    session_pump(t->session);
    take_lines(t);
}

void settle(struct sitting *t)
{
    int64_t deadline = now_ms() + DEADLINE_MS;
    session_pump(t->session);
    while (!session_quiet(t->session) && !session_over(t->session, NULL)) {
        cr_assert(now_ms() < deadline, "it never came to rest: %s", buffer_text(&t->text));
        turn(t);
    }
    take_lines(t);
}

/* Whether some thread can step. */
static bool somebody_goes(struct sitting *t)
{
    struct view_request request = {0};
    struct view view = {0};
    session_view(t->session, &request, &view);
    bool goes = view.counts[LOOK_READY] + view.counts[LOOK_RUNNING] > 0 && !view.past[0];
    bool lets = strcmp(view.schedule, "manual") != 0 && !view.paused;
    view_free(&view);
    return goes && lets;
}

void type(struct sitting *t, const char *text)
{
    session_input(t->session, text);
    settle(t);
    int64_t deadline = now_ms() + DEADLINE_MS;
    while (t->calm && !session_over(t->session, NULL) && somebody_goes(t))
        cr_assert(now_ms() < deadline, "somebody never came to rest: %s", text);
    /* What the lab makes of it when everybody waits. */
    session_pump(t->session);
    take_lines(t);
}

void type_lines(struct sitting *t, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        char *line = strndup(lines, length);
        type(t, line);
        free(line);
        lines += length + (lines[length] == '\n');
    }
}

void wait_for(struct sitting *t, const char *text)
{
    int64_t deadline = now_ms() + DEADLINE_MS;
    while (!strstr(buffer_text(&t->text), text)) {
        cr_assert(now_ms() < deadline, "\"%s\" never came: %s", text, buffer_text(&t->text));
        turn(t);
    }
}

void expect(struct sitting *t, const char *text)
{
    cr_expect_str_eq(buffer_text(&t->text), text);
    forget(t);
}

void expect_part(struct sitting *t, const char *part)
{
    cr_expect(strstr(buffer_text(&t->text), part), "not there: %s\nbut: %s", part,
              buffer_text(&t->text));
    forget(t);
}

void forget(struct sitting *t)
{
    buffer_clear(&t->text);
}
