/* completion.c - writes what bash and zsh complete behind `thrum`, from the table that the program
 * itself reads (script/options.h).
 *
 *     completion bash > bash/thrum
 *     completion zsh  > zsh/_thrum
 *
 * Run by make. What is the same for every table is in completion.bash and completion.zsh; here are
 * the rows. */
#include "base/buffer.h"
#include "script/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 60 /* bytes that are said of an option, if it can be */ };

/* What the arguments or an option's value may be: the words of both scripts for it. */
static void put_takes(unsigned takes)
{
    static const struct {
        enum option_takes takes;
        const char *word;
    } words[] = {{TAKES_FILE, "file"},
                 {TAKES_SCRIPT, "script"},
                 {TAKES_LESSON_FILE, "lesson-file"},
                 {TAKES_LESSON, "lesson"},
                 {TAKES_FILE_BEHIND_AT, "file-behind-at"},
                 {TAKES_HAND_IN, "hand-in"}};
    bool first = true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (takes & words[i].takes) {
            printf(first ? "%s" : " %s", words[i].word);
            first = false;
        }
}

/* The first call that has the option, so that each value is told once. */
static bool is_first(const struct option_call *const *call, const struct option_row *option)
{
    for (const struct option_call *const *c = options_calls; c <= call; c++)
        for (const struct option_row *o = (*c)->options; o->name; o++)
            if (o->key == option->key)
                return o == option;
    return true;
}

/* What the arguments may be too, once an option stands before them: the same in both shells. */
static void put_behind(void)
{
    puts("# What may stand behind the option too.\n_thrum_behind () {\n    case $1 in");
    for (size_t i = 0; options_calls[i]; i++)
        for (const struct option_row *o = options_calls[i]->options; o->name; o++) {
            const struct option_value *value = options_value(o->key);
            if (!value->arguments || !is_first(&options_calls[i], o))
                continue;
            printf("    --%s|--%s=*) echo '", o->name, o->name);
            put_takes(value->arguments);
            puts("' ;;");
        }
    puts("    esac\n}\n");
}

/* ---- bash ------------------------------------------------------------------------------------ */

static void put_bash_options(const struct option_call *call)
{
    printf("    '%s') echo '", call->word);
    for (const struct option_row *o = call->options; o->name; o++) {
        if (!o->value || o->may_lack)
            printf("--%s ", o->name);
        if (o->value)
            printf("--%s= ", o->name);
    }
    for (const struct option_row *o = options_everywhere; o->name; o++)
        printf(o == options_everywhere ? "--%s" : " --%s", o->name);
    puts("' ;;");
}

static void put_bash_values(const struct option_call *const *call)
{
    for (const struct option_row *o = (*call)->options; o->name; o++) {
        const struct option_value *value = options_value(o->key);
        if (!value->key || !is_first(call, o))
            continue;
        printf("    --%s", o->name);
        if (o->key < 128)
            printf("|-%c", o->key); /* its short form */
        printf(") words='%s' takes='", value->words ? value->words : "");
        put_takes(value->takes);
        puts("' ;;");
    }
}

static void put_bash(void)
{
    fputs("_thrum_calls () {\n    echo '", stdout);
    for (size_t i = 1; options_calls[i]; i++)
        printf(i > 1 ? " %s" : "%s", options_calls[i]->word);
    puts("'\n}\n\n_thrum_options () {\n    case $1 in");
    for (size_t i = 0; options_calls[i]; i++)
        put_bash_options(options_calls[i]);
    puts("    esac\n}\n\n_thrum_takes () {\n    case $1 in");
    for (size_t i = 0; options_calls[i]; i++) {
        printf("    '%s') echo '", options_calls[i]->word);
        put_takes(options_calls[i]->takes);
        puts("' ;;");
    }
    puts("    esac\n}\n");
    put_behind();
    puts("# Sets words and takes.\n_thrum_value () {\n    case $1 in");
    for (size_t i = 0; options_calls[i]; i++)
        put_bash_values(&options_calls[i]);
    puts("    *) words='' takes='' ;;\n    esac\n}");
}

/* ---- zsh ------------------------------------------------------------------------------------- */

/* Within quotes and brackets. It stands in a list, in a line: as far as the first clause goes. */
static void put_zsh_text(const char *text)
{
    size_t length = strcspn(text, ":;(");
    if (length > LONGEST)
        length = strcspn(text, ":;(,");
    while (length && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < length; i++) {
        if (strchr("[]\\", text[i]))
            putchar('\\');
        fputs(text[i] == '\'' ? "'\\''" : (char[]){text[i], '\0'}, stdout);
    }
}

static void put_zsh_option(const struct option_row *o)
{
    const struct option_value *value = options_value(o->key);
    printf(" \\\n        '--%s%s[", o->name, !o->value ? "" : o->may_lack ? "=-" : "=");
    put_zsh_text(o->help);
    putchar(']');
    if (o->value) {
        printf("%s:%s:_thrum_some \"%s\" \"", o->may_lack ? ":" : "", o->value,
               value->words ? value->words : "");
        put_takes(value->takes);
        putchar('"');
    }
    putchar('\'');
}

static void put_zsh_arguments(const struct option_call *call, const char *which)
{
    if (!which[0])
        return;
    printf(" \\\n        '%s \"\" \"", which);
    put_takes(call->takes);
    fputs("\"'", stdout);
}

static void put_zsh_call(const struct option_call *call)
{
    printf("_thrum_call_%s () {\n    _arguments -S", call->word);
    for (const struct option_row *o = call->options; o->name; o++)
        put_zsh_option(o);
    for (const struct option_row *o = options_everywhere; o->name; o++)
        printf(" \\\n        '(- *)--%s[%s]'", o->name, o->help);
    put_zsh_arguments(call, call->word[0] ? "" : "1: :_thrum_first");
    put_zsh_arguments(call, "*: :_thrum_arguments");
    puts("\n}\n");
}

static void put_zsh(void)
{
    puts("_thrum_list_calls () {\n    calls=(");
    for (size_t i = 1; options_calls[i]; i++)
        printf("        '%s:%s'\n", options_calls[i]->word, options_calls[i]->line);
    puts("    )\n}\n");
    put_behind();
    for (size_t i = 0; options_calls[i]; i++)
        put_zsh_call(options_calls[i]);
}

/* ---- All of it ------------------------------------------------------------------------------- */

/* The script's own part, with the rows where it has a line `@ROWS@`. */
static bool put_script(const char *path, void (*rows)(void))
{
    FILE *file = fopen(path, "re");
    char line[256];
    if (!file) {
        perror(path);
        return false;
    }
    while (fgets(line, sizeof line, file))
        if (strcmp(line, "@ROWS@\n") == 0)
            rows();
        else
            fputs(line, stdout);
    fclose(file);
    /* A script that was cut short must not pass for one. */
    return fflush(stdout) == 0 && !ferror(stdout);
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "bash") == 0)
        return put_script(arguments[2], put_bash) ? 0 : 1;
    if (count == 3 && strcmp(arguments[1], "zsh") == 0)
        return put_script(arguments[2], put_zsh) ? 0 : 1;
    fputs("usage: completion bash|zsh FILE, which has a line @ROWS@\n", stderr);
    return 2;
}
