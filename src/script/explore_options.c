/* explore_options.c - see explore_options.h. */
#include "script/explore_options.h"

#include "base/memory.h"
#include "script/option_values.h"
#include "script/options.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_JOBS = 1000 };

/* One of two words; true where it is the second. */
static bool read_choice(const char *option, const char *text, const char *one, const char *other,
                        struct buffer *why)
{
    if (strcmp(text, one) != 0 && strcmp(text, other) != 0)
        buffer_printf(why, "--%s takes %s or %s, not '%s'", option, one, other, text);
    return strcmp(text, other) == 0;
}

static uint64_t read_number(const char *option, const char *text, uint64_t most, struct buffer *why)
{
    uint64_t number = 0;
    option_read_number(option, text, 1, most, &number, why);
    return number;
}

bool explore_options_take(struct explore_options *o, int key, const char *value, struct buffer *why)
{
    switch (key) {
    case OPTION_TIME:
        o->time = read_choice("time", value, "untimed", "virtual", why) ? EXPLORE_VIRTUAL
                                                                        : EXPLORE_UNTIMED;
        break;
    case OPTION_SPURIOUS:
        o->spurious = true;
        break;
    case OPTION_FINDINGS:
        o->first_only = read_choice("findings", value, "all", "first", why);
        o->all = !o->first_only;
        break;
    case OPTION_ORDERS:
        o->orders = (uint32_t)read_number("orders", value, EXPLORE_MOST_ORDERS, why);
        break;
    case OPTION_LIMIT_STATES:
        o->limit_states = read_number("limit-states", value, UINT32_MAX, why);
        break;
    case OPTION_LIMIT_TIME:
        option_read_duration("limit-time", value, &o->limit_time, why);
        break;
    case OPTION_LIMIT_MEMORY:
        o->limit_memory = read_number("limit-memory", value, 1 << 24, why) << 20;
        break;
    case OPTION_JOBS:
        o->jobs = (uint32_t)read_number("jobs", value, MOST_JOBS, why);
        break;
    case OPTION_FULL:
        o->full = true;
        break;
    case OPTION_NO_REDUCTION:
        o->symmetry = o->rotation = o->persistent = o->forget = false;
        break;
    default:
        return false;
    }
    return why->length == 0;
}

static bool take_word(struct explore_options *o, const char *word, struct buffer *why)
{
    const char *name = word + (strncmp(word, "--", 2) == 0 ? 2 : 0), *value = strchr(name, '=');
    size_t length = value ? (size_t)(value - name) : strlen(name);
    for (const struct option_row *row = options_explore.options; row->name; row++) {
        if (strlen(row->name) != length || strncmp(row->name, name, length) != 0)
            continue;
        if (!row->value != !value) {
            buffer_printf(why,
                          row->value ? "--%s=%s is how that is written" : "--%s takes no value",
                          row->name, row->value);
            return false;
        }
        if (explore_options_take(o, row->key, value ? value + 1 : NULL, why))
            return true;
        if (!why->length)
            buffer_printf(why, "--%s is for the command line alone", row->name);
        return false;
    }
    buffer_printf(why, "explore has no option '%s'; `thrum explore --help` lists them", word);
    return false;
}

bool explore_options_read(struct explore_options *o, const char *words, struct buffer *why)
{
    char *copy = memory_copy(words), *rest = copy, *word;
    bool good = true;
    while (good && (word = strsep(&rest, " \t")))
        good = !word[0] || take_word(o, word, why);
    free(copy);
    return good;
}
