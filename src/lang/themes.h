/* themes.h - the themes of the screen, a row each: from them the words that `theme` takes are made,
 * with their help and completion (lang/commands.c), and the palette (ui/palette.h).
 *
 *     THEME(NUMBER, WORD, MEANING)
 *
 * MEANING goes on behind the word in the help: "dark: for a dark background". */
#ifndef THRUM_LANG_THEMES_H
#define THRUM_LANG_THEMES_H

#define THEMES(THEME)                                                                              \
    THEME(DARK, dark, "for a dark background; ")                                                   \
    THEME(LIGHT, light, "for a light one; ")                                                       \
    THEME(CONTRAST, contrast,                                                                      \
          "white and bright on black, whatever the terminal's own "                                \
          "background is, for projectors and tired eyes; ")                                        \
    THEME(NONE, none, "no colours (mono is the same). ")

enum theme {
#define THEME_NUMBER(number, ...) THEME_##number,
    THEMES(THEME_NUMBER)
#undef THEME_NUMBER
        THEME_COUNT
};

#endif
