/* c_text.h - c_helpers.txt and c_words.txt as bytes, made when thrum is built. The first has a
 * section for each helper that may stand above a program of C, behind a line
 *
 *     //// NAME | headers that it includes | helpers that it uses | names that it takes
 *
 * in the order in which they stand in the program; a line that begins with $ is the exporter's, see
 * c_helpers.c. The second has the names that are C's already. */
#ifndef THRUM_EXPORT_C_TEXT_H
#define THRUM_EXPORT_C_TEXT_H

extern const unsigned char c_helpers_text[], c_words_text[]; /* ended by 0 */

#endif
