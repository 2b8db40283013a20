/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-accounts.h"

G_BEGIN_DECLS

/**
 * WtExit:
 * @WT_EXIT_DONE: done
 * @WT_EXIT_FAILED: failed
 * @WT_EXIT_USAGE: the command line could not be understood
 * @WT_EXIT_NOTHING_STORED: there is no credential
 * @WT_EXIT_KEYRING: the keyring is locked, absent, or does not answer
 * @WT_EXIT_REFUSED: Workbench does not accept the credential
 * @WT_EXIT_UNREACHABLE: Workbench cannot be reached
 * @WT_EXIT_CANNOT_RUN: a command was found, but could not be run
 * @WT_EXIT_NOT_FOUND: a command was not found
 *
 * The exit statuses, as the manual page documents them. The last two are those of shells.
 */
typedef enum
{
  WT_EXIT_DONE,
  WT_EXIT_FAILED,
  WT_EXIT_USAGE,
  WT_EXIT_NOTHING_STORED,
  WT_EXIT_KEYRING,
  WT_EXIT_REFUSED,
  WT_EXIT_UNREACHABLE,
  WT_EXIT_CANNOT_RUN = 126,
  WT_EXIT_NOT_FOUND,
} WtExit;

/**
 * WtCommand:
 * @name: what it is called by
 * @arguments: (nullable): its arguments, for its help
 * @summary: what it does
 * @n_arguments: how many arguments it takes; %WT_ANY_ARGUMENTS for a command line of at least one
 * @entries: (nullable): its own options
 * @run: does it, and returns the exit status
 */
typedef struct
{
  const char         *name;
  const char         *arguments;
  const char         *summary;
  int                 n_arguments;
  const GOptionEntry *entries;
  int               (*run) (WtAccounts  *accounts,
                            char       **arguments);
} WtCommand;

#define WT_ANY_ARGUMENTS (-1)

extern const WtCommand wt_command_configure_cli;
extern const WtCommand wt_command_exec;
extern const WtCommand wt_command_generate;
extern const WtCommand wt_command_header;
extern const WtCommand wt_command_list;
extern const WtCommand wt_command_login;
extern const WtCommand wt_command_logout;
extern const WtCommand wt_command_print;
extern const WtCommand wt_command_unlock;
extern const WtCommand wt_command_use;
extern const WtCommand wt_command_verify;

/* Whether the user wants no dialog of the keyring's. */
extern gboolean wt_cli_no_prompt;

/* What a command waits for. */
gboolean      wt_cli_may_ask         (void);
gboolean      wt_cli_settle_unasked  (WtAccounts        *accounts,
                                      GError           **error);
gboolean      wt_cli_settle          (WtAccounts        *accounts,
                                      GError           **error);
gboolean      wt_cli_load            (WtAccounts        *accounts,
                                      GError           **error);
gboolean      wt_cli_connect         (WtAccounts        *accounts,
                                      GError           **error);
gboolean      wt_cli_was_listed      (const GError      *error);
WtCredential *wt_cli_load_token      (WtAccounts        *accounts,
                                      GError           **error);
void          wt_cli_result_cb       (GObject           *source,
                                      GAsyncResult      *result,
                                      gpointer           user_data);
GAsyncResult *wt_cli_wait            (GAsyncResult     **result);

/* What it says. */
int           wt_cli_fail            (const GError      *error);
int           wt_cli_fail_with       (WtExit             status,
                                      const char        *format,
                                      ...) G_GNUC_PRINTF (2, 3);
int           wt_cli_fail_in_sandbox (const char        *why);
void          wt_cli_note            (const char        *format,
                                      ...) G_GNUC_PRINTF (1, 2);
int           wt_cli_print           (const char        *format,
                                      ...) G_GNUC_PRINTF (1, 2);
int           wt_cli_print_secret    (const char        *before,
                                      WtCredential      *credential);
char         *wt_cli_dup_printable   (const char        *text);
char         *wt_cli_dup_name        (WtUserToken       *token);

/* How another command is spelt here. */
char         *wt_cli_dup_command     (const char        *arguments);

/* How that is written where the locale is not UTF-8. */
void          wt_cli_init_charset    (void);
gboolean      wt_cli_prints_utf8     (void);
char         *wt_cli_dup_text        (const char        *argument);
char         *wt_cli_dup_bytes       (const char        *text);

/* What it reads. */
WtCredential *wt_cli_read_secret     (WtCredentialKind   kind,
                                      const char        *host,
                                      GError           **error);

/* What it starts. */
int           wt_cli_fail_to_run     (const char        *program);

G_END_DECLS
