/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What loading the libraries costs: it is linked with those of wbtoken, and does nothing. */
int
main (void)
{
  return 0;
}
