/* lesson_page.c - see lesson_page.h. */
#include "shell/lesson_page.h"

enum {
    ROWS_BESIDE = 6, /* of the transcript, for its title and for what is typed and printed */
    LEAST_ROWS = 12, /* a screen of 24 rows has room for them */
    MOST_ROWS = 24,  /* however large the screen is, so many are enough to read in one go */
    AIRY_ROWS = 18,  /* with so many there is room for empty rows between paragraphs */
    COLUMNS = 74,    /* of a screen of 80, behind the sign that it is the lesson's */
};

struct lesson_page lesson_page(size_t transcript_rows)
{
    size_t rows = transcript_rows > ROWS_BESIDE ? transcript_rows - ROWS_BESIDE : 0;
    rows = rows < LEAST_ROWS ? LEAST_ROWS : rows > MOST_ROWS ? MOST_ROWS : rows;
    return (struct lesson_page){
        .rows = (unsigned)rows, .columns = COLUMNS, .airy = rows >= AIRY_ROWS};
}
