/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of throw-away certificates, each with its key, for 127.0.0.1: authority.pem, and what it signed: good.pem,
 * expired.pem, and other-name.pem, which is for another address; and self-signed.pem. */
char         *certificates_make          (void);
char         *certificates_path          (const char *folder,
                                          const char *name);
GTlsDatabase *certificates_dup_authority (const char *folder);
void          certificates_remove        (char       *folder);

G_END_DECLS
