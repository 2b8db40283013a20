/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* JSON as it is, without a backslash before each quote. */
#define JSON(...) #__VA_ARGS__
