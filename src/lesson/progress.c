/* progress.c - see progress.h. The file, which kept.c reads and writes:
 *
 *     thrum progress 1
 *     done Waiting for a thread
 *     skipped All of them
 *     end 2
 */
#include "lesson/progress.h"

#include "base/memory.h"
#include "base/system.h"
#include "lesson/kept.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a file, so that reading it takes no time that is felt; a lesson's titles are far
 * shorter, but there may be those of many versions of it. */
enum { LONGEST = 16 << 20 };

static const char *const words[] = {
    [PROGRESS_SKIPPED] = "skipped",
    [PROGRESS_ANSWERED] = "answered",
    [PROGRESS_DONE] = "done",
};

struct finished {
    char *title; /* owned */
    enum progress_mark mark;
};

struct progress {
    struct kept kept;
    struct progress *there; /* what has been read so far of the file that is being read */
    struct finished *finished;
    size_t count, capacity;
    uint32_t *places;   /* by a title's hash: 1 + where in `finished` it stands, 0: nowhere */
    size_t place_count; /* a power of two, more than twice `count`; or 0 */
};

/* ---- Marks ----------------------------------------------------------------------------------- */

/* FNV-1a. */
static size_t hash(const char *title)
{
    uint32_t h = 2166136261u;
    for (; *title; title++)
        h = (h ^ (unsigned char)*title) * 16777619u;
    return h;
}

/* The place of a title, or the free one where it belongs; there are places. */
static uint32_t *place_of(const struct progress *p, const char *title)
{
    size_t at = hash(title) & (p->place_count - 1);
    while (p->places[at] && strcmp(p->finished[p->places[at] - 1].title, title) != 0)
        at = (at + 1) & (p->place_count - 1);
    return &p->places[at];
}

static struct finished *find(const struct progress *p, const char *title)
{
    uint32_t place = p->place_count ? *place_of(p, title) : 0;
    return place ? &p->finished[place - 1] : NULL;
}

static void make_places(struct progress *p)
{
    if (2 * (p->count + 1) < p->place_count)
        return;
    p->place_count = p->place_count ? 4 * p->place_count : 64;
    free(p->places);
    p->places = memory_zeroed(p->place_count, sizeof *p->places);
    for (size_t i = 0; i < p->count; i++)
        *place_of(p, p->finished[i].title) = (uint32_t)i + 1;
}

enum progress_mark progress_of(const struct progress *p, const char *title)
{
    const struct finished *f = find(p, title);
    return f ? f->mark : PROGRESS_NOTHING;
}

bool progress_begun(const struct progress *p)
{
    return p->count > 0;
}

/* Of two marks the better one counts. */
static void add(struct progress *p, const char *title, enum progress_mark mark)
{
    struct finished *f = find(p, title);
    if (!f) {
        MEMORY_ROOM_FOR_ONE(p->finished, p->count, p->capacity);
        make_places(p);
        f = &p->finished[p->count];
        *f = (struct finished){memory_copy(title), mark};
        *place_of(p, title) = (uint32_t)++p->count;
    }
    if (f->mark < mark)
        f->mark = mark;
}

static void forget_all(struct progress *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->finished[i].title);
    free(p->finished);
    free(p->places);
    p->finished = NULL;
    p->places = NULL;
    p->count = p->capacity = p->place_count = 0;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    forget_all(p);
    kept_close(&p->kept);
    free(p);
}

/* ---- The file -------------------------------------------------------------------------------- */

static size_t write_lines(const void *progress, struct buffer *out)
{
    const struct progress *p = progress;
    for (size_t i = 0; i < p->count; i++)
        buffer_printf(out, "%s %s\n", words[p->finished[i].mark], p->finished[i].title);
    return p->count;
}

static bool parse_line(void *progress, const char *line)
{
    struct progress *p = progress;
    if (!p->there)
        p->there = memory_zeroed(1, sizeof *p->there);
    for (int mark = PROGRESS_SKIPPED; mark <= PROGRESS_DONE; mark++) {
        size_t length = strlen(words[mark]);
        if (strncmp(line, words[mark], length) != 0 || line[length] != ' ')
            continue;
        add(p->there, line + length + 1, (enum progress_mark)mark);
        return true;
    }
    return false;
}

static void end_reading(void *progress, bool good)
{
    struct progress *p = progress;
    struct progress *there = p->there;
    p->there = NULL;
    for (size_t i = 0; good && there && i < there->count; i++)
        add(p, there->finished[i].title, there->finished[i].mark);
    progress_free(there);
}

/* ---- From outside ---------------------------------------------------------------------------- */

struct progress *progress_read(const char *name, struct buffer *why)
{
    struct progress *p = memory_zeroed(1, sizeof *p);
    p->kept = (struct kept){.ending = "progress",
                            .what = "progress",
                            .head = "thrum progress ",
                            .longest = LONGEST,
                            .line = parse_line,
                            .read = end_reading,
                            .write = write_lines,
                            .context = p};
    kept_open(&p->kept, name);
    kept_read(&p->kept, why);
    return p;
}

int64_t progress_when(const struct progress *p)
{
    struct stat status;
    if (!p->kept.path || stat(p->kept.path, &status) != 0)
        return 0;
    return system_written(&status);
}

bool progress_record(struct progress *p, const char *title, enum progress_mark mark,
                     struct buffer *why)
{
    add(p, title, mark);
    return kept_add(&p->kept, why);
}
