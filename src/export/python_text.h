/* python_text.h - python_helpers.txt as bytes, made when thrum is built: a section for each helper
 * that may stand above a program of Python, behind a line
 *
 *     #### NAME | modules that it imports | helpers that it uses | names that it takes
 *
 * in the order in which they stand in the program, which is that of enum helper. */
#ifndef THRUM_EXPORT_PYTHON_TEXT_H
#define THRUM_EXPORT_PYTHON_TEXT_H

extern const unsigned char python_helpers_text[]; /* ended by 0 */

#endif
