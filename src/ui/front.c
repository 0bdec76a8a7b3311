/* front.c - see front.h. */
#include "ui/front.h"

#include "base/shown.h"
#include "ui/inputrc.h"
#include "ui/signals.h"
#include "ui/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

/* The locale that was asked for, by the first of these; NULL: none. */
static const char *wanted_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_set(names[i]))
            return getenv(names[i]);
    return NULL;
}

/* Whether it names a character set, as "de_DE.ISO-8859-1@euro" does, which is not UTF-8. */
static bool names_other_set(const char *locale)
{
    const char *set = strchr(locale, '.');
    return set && strncasecmp(set, ".utf-8", 6) != 0 && strncasecmp(set, ".utf8", 5) != 0;
}

/* Only what characters are: numbers and messages are the same in every country. Where nobody has
 * said anything (a container, a bare console) UTF-8 is the better guess. A locale that is not
 * installed here, or none of whose sets this C library has, leaves UTF-8 as it was; but then the
 * terminal still has the set that was named, and gets of it what is ASCII. */
static void settle_characters(void)
{
    const char *wanted = wanted_locale();
    if (wanted || !setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "");
    if (wanted && names_other_set(wanted) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        setlocale(LC_CTYPE, "C");
}

void front_prepare(void)
{
    settle_characters();
    terminal_tell_size();
    inputrc_settle();
    signals_catch();
}

void front_explain_lines(void)
{
    const char *why = terminal_problem();
    if (why)
        fprintf(shown_errors(), "thrum: no screen, line by line: %s\n", why);
}
