/* draft.c - see draft.h. */
#include "lesson/draft.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static const char text[] =
    "Say here in a few sentences what this lesson is about, and what the learner has to know\n"
    "already. What stands before the first section is shown when the lesson begins.\n"
    "\n"
    "<!-- A comment is not shown. `thrum lesson --test FILE` plays this file and compares it with\n"
    "     what it promises; the page \"Writing lessons\" tells the rest. -->\n"
    "\n"
    "## One idea\n"
    "\n"
    "Each section begins in a new lab. The commands of a block are shown, and run when the "
    "learner\n"
    "presses Enter. Say first what they do.\n"
    "\n"
    "```thrum\n"
    "mutex door\n"
    "spawn alice {\n"
    "    with door { print \"I have the door\" }\n"
    "}\n"
    "join alice\n"
    "print \"alice is done\"\n"
    "```\n"
    "\n"
    "```output\n"
    "alice: I have the door\n"
    "main: alice is done\n"
    "```\n"
    "\n"
    "Then say what was to be seen. After that a question, best one that can be answered wrong for "
    "a\n"
    "good reason:\n"
    "\n"
    "What happens if `main` does not `join alice`?\n"
    "\n"
    "- [ ] alice does not run at all.\n"
    "\n"
    "  `spawn` has started her. `join` only waits for her end.\n"
    "- [x] The two lines may come in either order.\n"
    "\n"
    "  Nobody waits for anybody then, and both may be first.\n"
    "\n"
    "## Now you\n"
    "\n"
    "```thrum\n"
    "mutex door\n"
    "```\n"
    "\n"
    "A task says what is to be reached, not what is to be typed: it is done as soon as its check\n"
    "holds, whatever way led there.\n"
    "\n"
    "Task: take the lock `door`, and keep it.\n"
    "\n"
    "```check\n"
    "locked(door)\n"
    "hint: The command that takes a lock is `lock`.\n"
    "hint: Type `lock door`.\n"
    "```\n"
    "\n"
    "```answer\n"
    "lock door\n"
    "```\n"
    "\n"
    "## You choose who goes next\n"
    "\n"
    "In a challenge the learner lets the threads go, one step at a time, until what it names has\n"
    "happened. Here alice and bob can block each other for ever.\n"
    "\n"
    "```challenge deadlock best=2\n"
    "mutex fork\n"
    "mutex knife\n"
    "spawn alice { with fork { with knife { print \"eats\" } } }\n"
    "spawn bob { with knife { with fork { print \"eats\" } } }\n"
    "```\n"
    "\n"
    "```answer\n"
    "alice bob\n"
    "```\n"
    "\n"
    "If both take the fork first, it cannot happen, in whatever order they go.\n"
    "\n"
    "```thrum fresh\n"
    "mutex fork\n"
    "mutex knife\n"
    "spawn alice { with fork { with knife { print \"eats\" } } }\n"
    "spawn bob { with fork { with knife { print \"eats\" } } }\n"
    "join all\n"
    "```\n"
    "\n"
    "```output unordered\n"
    "alice: eats\n"
    "bob: eats\n"
    "```\n"
    "\n"
    "```verdict\n"
    "proved\n"
    "```\n";

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The part of the name that says something: no folder, no ending, no number before it. */
static const char *core_of(const char *name, size_t *length)
{
    const char *slash = strrchr(name, '/');
    if (slash)
        name = slash + 1;
    *length = strlen(name);
    if (*length >= 3 && strcmp(name + *length - 3, ".md") == 0)
        *length -= 3;
    size_t number = strspn(name, "0123456789.");
    if (number > 0 && number + 1 < *length && strchr("-_ ", name[number])) {
        name += number + 1;
        *length -= number + 1;
    }
    return name;
}

/* Words with a blank between them. Other characters than letters and digits part words, so that
 * none is left that means something in Markdown. */
static void add_title(const char *name, struct buffer *out)
{
    size_t length;
    const char *core = core_of(name, &length);
    struct buffer visible = {0};
    utf8_add_visible(&visible, core, length, "");
    size_t begin = out->length;
    bool parted = false;
    for (size_t i = 0; i < visible.length; i++) {
        char c = visible.bytes[i];
        if (!is_letter(c) && !is_digit(c)) {
            parted = true;
            continue;
        }
        if (parted && out->length > begin)
            buffer_putc(out, ' ');
        parted = false;
        buffer_putc(out, out->length == begin && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    if (out->length == begin)
        buffer_puts(out, "A new lesson");
    buffer_free(&visible);
}

void lesson_draft(const char *name, struct buffer *out)
{
    buffer_puts(out, "# ");
    add_title(name, out);
    buffer_puts(out, "\n\n");
    buffer_puts(out, text);
}
