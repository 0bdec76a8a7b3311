/* palette.c - see palette.h.
 *
 * The colours are near those of Okabe and Ito, which stay apart for colour-blind eyes, in a
 * brighter and a darker form for dark and light backgrounds; that is left as it is, but in the
 * theme `contrast`. How far each stands out from what it stands on is reckoned in
 * tests/unit/test_palette.c. Where there are 8 colours, bold makes them brighter as well. */
#include "ui/palette.h"

#include <stddef.h>
#include <string.h>

enum {
    BLACK,
    RED,
    GREEN,
    YELLOW,
    BLUE,
    MAGENTA,
    CYAN,
    WHITE,
};

#define OWN NO_COLOUR
#define BOLD .bold = true
#define REVERSED .reversed = true

static const struct paint without[STYLE_COUNT] = {
    [STYLE_PLAIN] = {OWN, OWN},           [STYLE_FAINT] = {OWN, OWN, .dim = true},
    [STYLE_STRONG] = {OWN, OWN, BOLD},    [STYLE_NAME] = {OWN, OWN},
    [STYLE_NOTICE] = {OWN, OWN},          [STYLE_ERROR] = {OWN, OWN, BOLD},
    [STYLE_LESSON] = {OWN, OWN},          [STYLE_RULE] = {OWN, OWN},
    [STYLE_BAR] = {OWN, OWN, REVERSED},   [STYLE_ALARM] = {OWN, OWN, BOLD, REVERSED},
    [STYLE_FOUND] = {OWN, OWN, REVERSED}, [STYLE_GOING] = {OWN, OWN, BOLD},
    [STYLE_WAITING] = {OWN, OWN, BOLD},   [STYLE_RESTING] = {OWN, OWN},
};

static const struct paint dark256[STYLE_COUNT] = {
    [STYLE_PLAIN] = {OWN, OWN},           [STYLE_FAINT] = {245, OWN},
    [STYLE_STRONG] = {OWN, OWN, BOLD},    [STYLE_NAME] = {117, OWN},
    [STYLE_NOTICE] = {180, OWN},          [STYLE_ERROR] = {209, OWN, BOLD},
    [STYLE_LESSON] = {OWN, OWN},          [STYLE_RULE] = {245, OWN},
    [STYLE_BAR] = {OWN, OWN, REVERSED},   [STYLE_ALARM] = {209, OWN, BOLD, REVERSED},
    [STYLE_FOUND] = {227, OWN, REVERSED}, [STYLE_GOING] = {79, OWN, BOLD},
    [STYLE_WAITING] = {221, OWN, BOLD},   [STYLE_RESTING] = {111, OWN},
};

static const struct paint light256[STYLE_COUNT] = {
    [STYLE_PLAIN] = {OWN, OWN},          [STYLE_FAINT] = {241, OWN},
    [STYLE_STRONG] = {OWN, OWN, BOLD},   [STYLE_NAME] = {25, OWN},
    [STYLE_NOTICE] = {94, OWN},          [STYLE_ERROR] = {160, OWN, BOLD},
    [STYLE_LESSON] = {OWN, OWN},         [STYLE_RULE] = {241, OWN},
    [STYLE_BAR] = {OWN, OWN, REVERSED},  [STYLE_ALARM] = {160, OWN, BOLD, REVERSED},
    [STYLE_FOUND] = {94, OWN, REVERSED}, [STYLE_GOING] = {23, OWN, BOLD},
    [STYLE_WAITING] = {94, OWN, BOLD},   [STYLE_RESTING] = {25, OWN},
};

/* Of the 256 the lowest 16 are whatever the terminal's owner likes; these are not. */
#define BLACK256 16
#define WHITE256 231

static const struct paint contrast256[STYLE_COUNT] = {
    [STYLE_PLAIN] = {WHITE256, BLACK256},
    [STYLE_FAINT] = {250, BLACK256},
    [STYLE_STRONG] = {WHITE256, BLACK256, BOLD},
    [STYLE_NAME] = {123, BLACK256},
    [STYLE_NOTICE] = {228, BLACK256},
    [STYLE_ERROR] = {210, BLACK256, BOLD},
    [STYLE_LESSON] = {WHITE256, BLACK256},
    [STYLE_RULE] = {250, BLACK256},
    [STYLE_BAR] = {WHITE256, BLACK256, REVERSED},
    [STYLE_ALARM] = {210, BLACK256, BOLD, REVERSED},
    [STYLE_FOUND] = {226, BLACK256, REVERSED},
    [STYLE_GOING] = {87, BLACK256, BOLD},
    [STYLE_WAITING] = {226, BLACK256, BOLD},
    [STYLE_RESTING] = {153, BLACK256},
};

static const struct paint dark8[STYLE_COUNT] = {
    [STYLE_PLAIN] = {OWN, OWN},
    [STYLE_FAINT] = {OWN, OWN},
    [STYLE_STRONG] = {OWN, OWN, BOLD},
    [STYLE_NAME] = {CYAN, OWN},
    [STYLE_NOTICE] = {GREEN, OWN}, /* yellow that is not bold is brown on some consoles */
    [STYLE_ERROR] = {RED, OWN, BOLD},
    [STYLE_LESSON] = {OWN, OWN},
    [STYLE_RULE] = {OWN, OWN},
    [STYLE_BAR] = {OWN, OWN, REVERSED},
    [STYLE_ALARM] = {RED, OWN, BOLD, REVERSED},
    [STYLE_FOUND] = {CYAN, OWN, REVERSED},
    [STYLE_GOING] = {CYAN, OWN, BOLD},
    [STYLE_WAITING] = {YELLOW, OWN, BOLD},
    [STYLE_RESTING] = {OWN, OWN},
};

/* What is bright does not stand out from white: nothing that has a colour is bold. */
static const struct paint light8[STYLE_COUNT] = {
    [STYLE_PLAIN] = {OWN, OWN},
    [STYLE_FAINT] = {OWN, OWN},
    [STYLE_STRONG] = {OWN, OWN, BOLD},
    [STYLE_NAME] = {BLUE, OWN},
    [STYLE_NOTICE] = {MAGENTA, OWN},
    [STYLE_ERROR] = {RED, OWN},
    [STYLE_LESSON] = {OWN, OWN},
    [STYLE_RULE] = {OWN, OWN},
    [STYLE_BAR] = {OWN, OWN, REVERSED},
    [STYLE_ALARM] = {RED, OWN, REVERSED},
    [STYLE_FOUND] = {MAGENTA, OWN, REVERSED},
    [STYLE_GOING] = {BLUE, OWN},
    [STYLE_WAITING] = {MAGENTA, OWN},
    [STYLE_RESTING] = {OWN, OWN},
};

static const struct paint contrast8[STYLE_COUNT] = {
    [STYLE_PLAIN] = {WHITE, BLACK},          [STYLE_FAINT] = {WHITE, BLACK},
    [STYLE_STRONG] = {WHITE, BLACK, BOLD},   [STYLE_NAME] = {CYAN, BLACK},
    [STYLE_NOTICE] = {WHITE, BLACK},         [STYLE_ERROR] = {WHITE, BLACK, BOLD, REVERSED},
    [STYLE_LESSON] = {WHITE, BLACK},         [STYLE_RULE] = {WHITE, BLACK},
    [STYLE_BAR] = {WHITE, BLACK, REVERSED},  [STYLE_ALARM] = {WHITE, BLACK, BOLD, REVERSED},
    [STYLE_FOUND] = {CYAN, BLACK, REVERSED}, [STYLE_GOING] = {CYAN, BLACK, BOLD},
    [STYLE_WAITING] = {YELLOW, BLACK, BOLD}, [STYLE_RESTING] = {WHITE, BLACK},
};

static const struct {
    const char *word;
    const struct paint *with256, *with8;
} themes[THEME_COUNT] = {
    [THEME_DARK] = {"dark", dark256, dark8},
    [THEME_LIGHT] = {"light", light256, light8},
    [THEME_CONTRAST] = {"contrast", contrast256, contrast8},
    [THEME_NONE] = {"none", without, without},
};

struct paint palette_paint(enum theme theme, enum style style, int colours)
{
    if (colours < 8)
        return without[style];
    return colours < 256 ? themes[theme].with8[style] : themes[theme].with256[style];
}

bool palette_find(const char *word, enum theme *theme)
{
    if (strcmp(word, "mono") == 0)
        word = themes[THEME_NONE].word;
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(themes[i].word, word) != 0)
            continue;
        *theme = (enum theme)i;
        return true;
    }
    return false;
}
