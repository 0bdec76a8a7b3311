/* test_palette.c - how far each style of each theme stands out from what it stands on, by the
 * numbers of the Web Content Accessibility Guidelines (WCAG 2.2, 1.4.3 and 1.4.6): 4.5 to 1 at
 * least, in the theme `contrast` 7 to 1. */
#include "ui/palette.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(palette, .timeout = 30);

struct light {
    int red, green, blue;
};

static const struct light black = {0, 0, 0}, white = {255, 255, 255};
/* What terminals have for a dark and for a light background besides these two. */
static const struct light nearly_black = {0x1e, 0x1e, 0x1e}, nearly_white = {0xee, 0xee, 0xee};

static double linear(int value)
{
    double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct light l)
{
    return 0.2126 * linear(l.red) + 0.7152 * linear(l.green) + 0.0722 * linear(l.blue);
}

static double contrast(struct light a, struct light b)
{
    double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

/* The colours 16 to 255 of xterm and its kin: a cube of six steps each way, and greys. */
static struct light of_256(int colour)
{
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    cr_assert_geq(colour, 16, "the first 16 are whatever the user has made them");
    if (colour >= 232) {
        int grey = 8 + 10 * (colour - 232);
        return (struct light){grey, grey, grey};
    }
    colour -= 16;
    return (struct light){steps[colour / 36], steps[colour / 6 % 6], steps[colour % 6]};
}

/* The eight, and as bold makes them: of the Linux console (a PC's), and of xterm. */
static const struct light eight[2][16] = {
    {{0, 0, 0},
     {170, 0, 0},
     {0, 170, 0},
     {170, 85, 0},
     {0, 0, 170},
     {170, 0, 170},
     {0, 170, 170},
     {170, 170, 170},
     {85, 85, 85},
     {255, 85, 85},
     {85, 255, 85},
     {255, 255, 85},
     {85, 85, 255},
     {255, 85, 255},
     {85, 255, 255},
     {255, 255, 255}},
    {{0, 0, 0},
     {205, 0, 0},
     {0, 205, 0},
     {205, 205, 0},
     {0, 0, 238},
     {205, 0, 205},
     {0, 205, 205},
     {229, 229, 229},
     {127, 127, 127},
     {255, 0, 0},
     {0, 255, 0},
     {255, 255, 0},
     {92, 92, 255},
     {255, 0, 255},
     {0, 255, 255},
     {255, 255, 255}},
};

Test(palette, reckons_as_the_guidelines_do)
{
    cr_assert_float_eq(contrast(black, white), 21.0, 0.001);
    /* #767676 is known as the lightest grey that will do on white. */
    cr_assert_float_eq(contrast((struct light){0x76, 0x76, 0x76}, white), 4.54, 0.01);
    cr_assert_float_eq(contrast((struct light){0xff, 0, 0}, white), 4.00, 0.01);
}

static void check(enum theme theme, int style, int colours, double ratio)
{
    double least = theme == THEME_CONTRAST ? 7.0 : 4.5;
    cr_expect_geq(ratio, least, "theme %d, style %d, %d colours: only %.2f to 1", theme, style,
                  colours, ratio);
}

static void check_256(enum theme theme, struct light ground)
{
    for (int style = 0; style < STYLE_COUNT; style++) {
        struct paint p = palette_paint(theme, (enum style)style, 256);
        if (p.text == NO_COLOUR)
            continue;
        struct light on = p.ground == NO_COLOUR ? ground : of_256(p.ground);
        check(theme, style, 256, contrast(of_256(p.text), on));
    }
}

static void check_8(enum theme theme, struct light ground)
{
    for (int style = 0; style < STYLE_COUNT; style++) {
        struct paint p = palette_paint(theme, (enum style)style, 8);
        for (int kind = 0; kind < 2 && p.text != NO_COLOUR; kind++) {
            cr_assert_lt(p.text, 8);
            struct light on = p.ground == NO_COLOUR ? ground : eight[kind][p.ground];
            check(theme, style, 8, contrast(eight[kind][p.text + (p.bold ? 8 : 0)], on));
        }
    }
}

Test(palette, every_colour_can_be_read)
{
    check_256(THEME_DARK, black);
    check_256(THEME_DARK, nearly_black);
    check_256(THEME_LIGHT, white);
    check_256(THEME_LIGHT, nearly_white);
    check_256(THEME_CONTRAST, white);
    check_8(THEME_DARK, black);
    check_8(THEME_LIGHT, white);
    check_8(THEME_CONTRAST, white);
}

/* It must not matter there what the terminal's own colours are. */
Test(palette, contrast_leaves_nothing_to_the_terminal)
{
    for (int colours = 8; colours <= 256; colours *= 32)
        for (int style = 0; style < STYLE_COUNT; style++) {
            struct paint p = palette_paint(THEME_CONTRAST, (enum style)style, colours);
            cr_expect(p.text != NO_COLOUR && p.ground != NO_COLOUR, "style %d", style);
            cr_expect(!p.dim);
        }
}

static void check_without(enum theme theme, int colours)
{
    for (int style = 0; style < STYLE_COUNT; style++) {
        struct paint p = palette_paint(theme, (enum style)style, colours);
        cr_expect(p.text == NO_COLOUR && p.ground == NO_COLOUR, "theme %d, style %d", theme, style);
    }
    /* What must be seen is seen without colours too. */
    cr_expect(palette_paint(theme, STYLE_ALARM, colours).reversed);
    cr_expect(palette_paint(theme, STYLE_FOUND, colours).reversed);
    cr_expect(palette_paint(theme, STYLE_BAR, colours).reversed);
    cr_expect(palette_paint(theme, STYLE_ERROR, colours).bold);
    cr_expect(palette_paint(theme, STYLE_WAITING, colours).bold);
}

Test(palette, none_has_no_colours)
{
    check_without(THEME_NONE, 256);
    check_without(THEME_NONE, 8);
    for (int theme = 0; theme < THEME_COUNT; theme++)
        check_without((enum theme)theme, 0);
}

Test(palette, words)
{
    enum theme theme = THEME_DARK;
    cr_expect(palette_find("contrast", &theme) && theme == THEME_CONTRAST);
    cr_expect(palette_find("none", &theme) && theme == THEME_NONE);
    cr_expect(palette_find("light", &theme) && theme == THEME_LIGHT);
    cr_expect(palette_find("dark", &theme) && theme == THEME_DARK);
    cr_expect(palette_find("mono", &theme) && theme == THEME_NONE, "as it was called before");
    cr_expect(!palette_find("pink", &theme));
}
