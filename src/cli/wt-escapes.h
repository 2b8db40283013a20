/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a byte is to a terminal. */
typedef enum
{
  WT_ESCAPES_TEXT,     /* it is shown, or a part of what is */
  WT_ESCAPES_CONTROL,  /* a control character */
  WT_ESCAPES_SEQUENCE, /* a part of a sequence that is obeyed */
  WT_ESCAPES_COMMAND,  /* the last byte of one that begins with ESC [, and which one it is */
  WT_ESCAPES_STRING,   /* in a text that the terminal is given for another use, as for its title */
} WtEscapesPart;

typedef enum
{
  WT_ESCAPES_STATE_TEXT,
  WT_ESCAPES_STATE_ESCAPE,
  WT_ESCAPES_STATE_COMMAND,
  WT_ESCAPES_STATE_STRING,
  WT_ESCAPES_STATE_STRING_ESCAPE,
} WtEscapesState;

/* Zeroed, it is at the beginning of a stream. */
typedef struct
{
  WtEscapesState state;
  char           parameters[32]; /* of the last command; empty where they were too many */
  gsize          n_parameters;
} WtEscapes;

WtEscapesPart wt_escapes_take      (WtEscapes       *self,
                                    char             c);
guint         wt_escapes_get_count (const WtEscapes *self,
                                    guint            usual);

G_END_DECLS
