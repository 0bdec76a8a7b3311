/* transcript.c - see transcript.h. */
#include "ui/transcript.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ui/cells.h"
#include "ui/flow.h"

#include <stdlib.h>
#include <string.h>

/* Names of threads get at least so many columns, and as many as the widest that has printed, so
 * that what they print lines up; but one that would take more than a share of the window stands out
 * alone. */
#define NAME_COLUMNS 6
#define NAME_SHARE 4
#define WIDEST_NAME 64
#define NO_LINE UINT64_MAX
/* What stands before a lesson's text stays with it if so many rows of the window are left for it.
 */
#define LESSON_ROWS 3

struct entry {
    enum line_kind kind;
    char *thread;  /* start of the one block that holds both strings */
    char *text;    /* inside that block */
    size_t length; /* of the text */
};

struct transcript {
    struct entry *entries; /* a ring: line n is in entries[n % limit] */
    size_t limit;
    uint64_t begin, end; /* the lines that are kept: numbers begin..end-1 */
    char *only;          /* the thread whose lines are shown, or NULL */
    bool following;
    uint64_t top;     /* the line at the window's top, unless following */
    size_t top_row;   /* which of its rows */
    uint64_t below;   /* the first line that was below the window when it was last drawn */
    uint64_t found;   /* the line found last, or NO_LINE */
    uint64_t stays;   /* what is before this line stays when it begins anew */
    uint64_t cleared; /* while it follows, no line before this one is in view */
    /* Reading a lesson: what came since its reader last went on does not leave the window upwards
     * before they have gone on again. */
    uint64_t fresh;       /* the first line that came since then, or was not yet read as a whole */
    size_t fresh_row;     /* the first of its rows that was not */
    uint64_t lesson;      /* the first of them that is a lesson's, or NO_LINE */
    uint64_t last_lesson; /* the last line ever that is, or NO_LINE */
    uint64_t unseen;      /* the first line that has not been in the window as a whole */
    size_t unseen_row;    /* the first of its rows that has not */
    bool attends;         /* all that comes is read so, a lesson's text or not */
    bool held;            /* the window stopped so that they stay in it */
    bool more;            /* the last row drawn is left free, for there is more to read */
    int names[WIDEST_NAME + 1]; /* how many kept lines of output have a name that wide */
    bool apart;                 /* lines have a row between them */
    int columns;                /* the window as drawn last */
    size_t rows;
};

struct transcript *transcript_new(size_t limit)
{
    struct transcript *t = memory_zeroed(1, sizeof *t);
    t->entries = memory_zeroed(limit, sizeof *t->entries);
    t->limit = limit;
    t->following = true;
    t->found = NO_LINE;
    t->lesson = NO_LINE;
    t->last_lesson = NO_LINE;
    t->columns = 80;
    t->rows = 1;
    return t;
}

void transcript_free(struct transcript *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->limit; i++)
        free(t->entries[i].thread);
    free(t->entries);
    free(t->only);
    free(t);
}

static struct entry *entry_at(const struct transcript *t, uint64_t line)
{
    return &t->entries[line % t->limit];
}

/* Forgets what is said of lines that are no longer kept. */
static void keep_within(struct transcript *t)
{
    if (t->top < t->begin) {
        t->top = t->begin;
        t->top_row = 0;
    }
    if (t->unseen < t->begin) {
        t->unseen = t->begin;
        t->unseen_row = 0;
    }
    if (t->fresh < t->begin) {
        t->fresh = t->begin;
        t->fresh_row = 0;
    }
    if (t->last_lesson < t->begin)
        t->last_lesson = t->lesson = NO_LINE;
    if (t->lesson < t->begin)
        t->lesson = t->begin;
    if (t->found < t->begin)
        t->found = NO_LINE;
}

static int name_width(const struct entry *entry)
{
    int width = cells_columns(entry->thread);
    return width < WIDEST_NAME ? width : WIDEST_NAME;
}

void transcript_add(struct transcript *t, enum line_kind kind, const char *thread, const char *text)
{
    struct buffer block = {0};
    utf8_add_visible(&block, thread, strlen(thread), "");
    buffer_putc(&block, '\0');
    size_t text_at = block.length;
    utf8_add_visible(&block, text, strlen(text), "");
    size_t length = block.length - text_at;
    struct entry *entry = entry_at(t, t->end);
    if (entry->thread && entry->kind == LINE_OUTPUT)
        t->names[name_width(entry)]--;
    free(entry->thread);
    char *bytes = buffer_take(&block);
    *entry = (struct entry){kind, bytes, bytes + text_at, length};
    if (kind == LINE_OUTPUT)
        t->names[name_width(entry)]++;
    if (line_is_of_lesson(kind)) {
        t->last_lesson = t->end;
        if (t->lesson == NO_LINE)
            t->lesson = t->end;
    }
    t->end++;
    if (t->end - t->begin > t->limit)
        t->begin++;
    keep_within(t);
}

void transcript_stay(struct transcript *t)
{
    t->stays = t->end;
}

static void drop_last(struct transcript *t)
{
    struct entry *entry = entry_at(t, --t->end);
    if (entry->kind == LINE_OUTPUT)
        t->names[name_width(entry)]--;
    free(entry->thread);
    *entry = (struct entry){0};
}

void transcript_begin_anew(struct transcript *t)
{
    while (t->end > t->begin && t->end > t->stays)
        drop_last(t);
    t->top = t->unseen = t->fresh = t->below = t->end;
    t->top_row = t->unseen_row = t->fresh_row = 0;
    t->lesson = t->last_lesson = t->found = NO_LINE;
    t->cleared = t->cleared < t->end ? t->cleared : t->end;
    t->held = t->more = t->attends = false;
    t->following = true;
}

static bool is_shown(const struct transcript *t, uint64_t line)
{
    const struct entry *entry = entry_at(t, line);
    return !t->only || !entry->thread[0] || strcmp(entry->thread, t->only) == 0;
}

/* Columns for the names. */
static int name_columns(const struct transcript *t)
{
    int width = t->columns / NAME_SHARE;
    if (width > WIDEST_NAME)
        width = WIDEST_NAME;
    while (width > NAME_COLUMNS && !t->names[width])
        width--;
    return width < NAME_COLUMNS ? NAME_COLUMNS : width;
}

/* Columns before the text of a line. */
static int indent_of(const struct transcript *t, const struct entry *entry)
{
    int indent = 2;
    if (entry->kind == LINE_OUTPUT) {
        int name = name_width(entry);
        int usual = name_columns(t);
        indent = (name < usual ? usual : name) + 3;
    }
    int most = t->columns / 2;
    return indent < most ? indent : most;
}

static struct flow flow_of(const struct transcript *t, const struct entry *entry)
{
    int left = t->columns - indent_of(t, entry);
    if (entry->kind == LINE_LESSON)
        return flow_of_lesson(entry->text, entry->length, left);
    if (entry->kind == LINE_CODE)
        return flow_of_code(entry->text, entry->length, left);
    return flow_plain(left);
}

/* Rows that are left free before a line: one where lines stand apart. The lines of a piece of code
 * stay together, so does what is indented below a line, as the caret that points at its mistake;
 * and an empty line stands apart enough from both. */
static size_t gap_before(const struct transcript *t, uint64_t line)
{
    const struct entry *entry = entry_at(t, line);
    if (!t->apart || entry->length == 0)
        return 0;
    const struct entry *before = line > t->begin ? entry_at(t, line - 1) : NULL;
    if (before && before->length == 0)
        return 0;
    if (!before || before->kind != entry->kind)
        return 1;
    bool piece = entry->text[0] == ' ' && entry->kind != LINE_OUTPUT && entry->kind != LINE_LESSON;
    return entry->kind != LINE_CODE && !piece;
}

static size_t row_count(const struct transcript *t, uint64_t line)
{
    const struct entry *entry = entry_at(t, line);
    struct flow flow = flow_of(t, entry);
    size_t rows = 1 + gap_before(t, line);
    size_t next;
    if (entry->length == 0)
        return 1;
    for (size_t at = 0;
         flow_row(&flow, entry->text, entry->length, at, &next), next < entry->length; at = next)
        rows++;
    return rows;
}

/* Moves a position back by rows, at most to the oldest line. */
static void move_back(const struct transcript *t, uint64_t *line, size_t *row, size_t rows)
{
    uint64_t seek = *line;
    while (rows > *row) {
        rows -= *row;
        do {
            if (seek == t->begin) {
                *row = 0;
                return;
            }
            seek--;
        } while (!is_shown(t, seek));
        *line = seek;
        *row = row_count(t, seek);
    }
    *row -= rows;
}

/* Moves a position forward by rows, at most behind the newest line. */
static void move_forward(const struct transcript *t, uint64_t *line, size_t *row, size_t rows)
{
    size_t left = rows + *row;
    *row = 0;
    while (*line < t->end) {
        size_t here = is_shown(t, *line) ? row_count(t, *line) : 0;
        if (left < here) {
            *row = left;
            return;
        }
        left -= here;
        ++*line;
    }
}

/* The position at which the window shows the newest line at its foot. */
static void foot(const struct transcript *t, uint64_t *line, size_t *row)
{
    *line = t->end;
    *row = 0;
    move_back(t, line, row, t->rows);
}

static void place_at_foot(struct transcript *t)
{
    foot(t, &t->top, &t->top_row);
    if (t->top >= t->cleared)
        return;
    t->top = t->cleared;
    t->top_row = 0;
}

/* Whether the window would reach past the newest line from where its top is. */
static bool is_past_foot(const struct transcript *t)
{
    uint64_t line;
    size_t row;
    foot(t, &line, &row);
    return t->top > line || (t->top == line && t->top_row >= row);
}

/* Adds the rows of one line from `row` on; returns how many there are now. */
static size_t add_rows(const struct transcript *t, uint64_t line, size_t row, size_t filled,
                       size_t count, struct transcript_row *rows)
{
    const struct entry *entry = entry_at(t, line);
    struct flow flow = flow_of(t, entry);
    size_t at = 0, gap = gap_before(t, line);
    if (row < gap && filled < count)
        rows[filled++] = (struct transcript_row){
            .kind = entry->kind, .thread = entry->thread, .text = "", .gap = true};
    row = row > gap ? row - gap : 0;
    for (size_t i = 0; filled < count; i++) {
        size_t next = at;
        size_t end = at;
        if (at < entry->length)
            end = flow_row(&flow, entry->text, entry->length, at, &next);
        if (i >= row)
            rows[filled++] = (struct transcript_row){
                .kind = entry->kind,
                .thread = entry->thread,
                .text = entry->text + at,
                .length = end - at,
                .indent = indent_of(t, entry),
                .hang = i ? flow.hang : 0,
                .first = i == 0,
                .broken = i && flow.code,
                .found = line == t->found,
            };
        at = next;
        if (at >= entry->length)
            break;
    }
    return filled;
}

/* ---- Reading a lesson ------------------------------------------------------------------------ */

/* The reader has gone on: what comes from this row on is new to them. */
static void go_on(struct transcript *t, uint64_t line, size_t row)
{
    t->fresh = line;
    t->fresh_row = row;
    t->lesson = NO_LINE;
    if (t->last_lesson == NO_LINE || t->last_lesson < line)
        return;
    for (t->lesson = line; !line_is_of_lesson(entry_at(t, t->lesson)->kind);)
        t->lesson++;
}

/* The row that does not leave the window upwards yet: the first that is fresh, if all is read or
 * the lesson's text stands so close behind that both are in the window; else the lesson's first. */
static void first_to_hold(const struct transcript *t, uint64_t *line, size_t *row)
{
    *line = t->fresh;
    *row = t->fresh_row;
    if (t->attends)
        return;
    *line = t->lesson;
    *row = 0;
    move_back(t, line, row, t->rows > LESSON_ROWS ? t->rows - LESSON_ROWS : 0);
    bool close = *line < t->fresh || (*line == t->fresh && *row <= t->fresh_row);
    *line = close ? t->fresh : t->lesson;
    *row = close ? t->fresh_row : 0;
}

/* Puts the newest line at the window's foot, or stops before that where something would be gone
 * before anybody could read it. */
static void place_following(struct transcript *t)
{
    uint64_t line;
    size_t row;
    t->held = false;
    place_at_foot(t);
    if ((t->lesson == NO_LINE && !t->attends) || t->rows == 0)
        return;
    first_to_hold(t, &line, &row);
    if (t->top > line || (t->top == line && t->top_row > row)) {
        t->top = t->unseen = line;
        t->top_row = t->unseen_row = row;
        t->following = false;
        t->held = true;
    }
}

/* Whether there is something to read on that a reader of lessons must not miss. */
static bool is_reading(const struct transcript *t)
{
    bool lesson = t->last_lesson != NO_LINE && t->last_lesson >= t->unseen;
    return !t->following && (t->held || lesson);
}

/* Keeps in mind what the window has shown: `filled` rows from its top on. */
static void note_seen(struct transcript *t, size_t filled)
{
    uint64_t line = t->top;
    size_t row = t->top_row;
    move_forward(t, &line, &row, filled);
    if (line < t->unseen || (line == t->unseen && row <= t->unseen_row))
        return;
    t->unseen = line;
    t->unseen_row = row;
}

size_t transcript_rows(struct transcript *t, int columns, size_t count, struct transcript_row *rows)
{
    if (columns < 1)
        columns = 1;
    /* Of a line that falls into other rows now it is not known which of them were seen. */
    if (columns != t->columns)
        t->top_row = t->unseen_row = t->fresh_row = 0;
    t->columns = columns;
    t->rows = count;
    if (!t->following && is_past_foot(t))
        t->following = true;
    if (t->following)
        place_following(t);
    t->more = is_reading(t) && count > 2;
    if (t->more)
        count--;
    size_t filled = 0;
    uint64_t line = t->top;
    size_t row = t->top_row;
    for (; line < t->end && filled < count; line++) {
        if (is_shown(t, line))
            filled = add_rows(t, line, row, filled, count, rows);
        row = 0;
    }
    t->below = line;
    note_seen(t, filled);
    return filled;
}

void transcript_space(struct transcript *t, bool apart)
{
    t->apart = apart;
    t->top_row = t->unseen_row = t->fresh_row = 0; /* lines fall into other rows now */
}

bool transcript_more(const struct transcript *t)
{
    return t->more;
}

bool transcript_read_on(struct transcript *t)
{
    if (!is_reading(t) || t->unseen >= t->end)
        return false;
    go_on(t, t->unseen, t->unseen_row);
    t->top = t->unseen;
    t->top_row = t->unseen_row;
    /* One row that is known already, so that the eye finds where it was. */
    if (t->rows > 3)
        move_back(t, &t->top, &t->top_row, 1);
    if (is_past_foot(t))
        t->following = true;
    return true;
}

size_t transcript_newer(const struct transcript *t)
{
    size_t newer = 0;
    for (uint64_t line = t->below < t->begin ? t->begin : t->below; line < t->end; line++)
        newer += is_shown(t, line);
    return newer;
}

void transcript_scroll(struct transcript *t, long rows)
{
    if (t->following)
        place_at_foot(t);
    t->following = false;
    if (rows < 0)
        t->cleared = 0;
    if (rows < 0)
        move_back(t, &t->top, &t->top_row, (size_t)-rows);
    else
        move_forward(t, &t->top, &t->top_row, (size_t)rows);
    if (rows > 0) {
        /* What is scrolled past unseen was not wanted. */
        note_seen(t, 0);
        go_on(t, t->unseen, t->unseen_row);
    }
    if (is_past_foot(t))
        t->following = true;
}

void transcript_follow(struct transcript *t)
{
    go_on(t, t->end, 0);
    t->following = true;
    t->held = t->attends = false;
}

void transcript_attend(struct transcript *t)
{
    t->attends = true;
}

void transcript_clear(struct transcript *t)
{
    transcript_follow(t);
    t->cleared = t->end;
}

void transcript_only(struct transcript *t, const char *thread)
{
    free(t->only);
    t->only = thread && thread[0] ? memory_copy(thread) : NULL;
    transcript_follow(t);
}

const char *transcript_only_thread(const struct transcript *t)
{
    return t->only ? t->only : "";
}

static bool matches(const struct transcript *t, uint64_t line, const char *text)
{
    const struct entry *entry = entry_at(t, line);
    return is_shown(t, line) && (strcasestr(entry->text, text) || strcasestr(entry->thread, text));
}

/* Makes a line the one found and puts it into the middle of the window. */
static void show_found(struct transcript *t, uint64_t line)
{
    t->found = line;
    t->following = false;
    t->top = line;
    t->top_row = 0;
    move_back(t, &t->top, &t->top_row, t->rows / 2);
}

bool transcript_find(struct transcript *t, const char *text, bool newer)
{
    if (newer) {
        uint64_t line = t->found == NO_LINE ? t->end : t->found + 1;
        for (; line < t->end; line++) {
            if (matches(t, line, text)) {
                show_found(t, line);
                return true;
            }
        }
        return false;
    }
    uint64_t line = t->found == NO_LINE ? t->end : t->found;
    while (line > t->begin) {
        line--;
        if (matches(t, line, text)) {
            show_found(t, line);
            return true;
        }
    }
    return false;
}

void transcript_find_reset(struct transcript *t)
{
    t->found = NO_LINE;
}
