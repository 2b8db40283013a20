/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <X11/extensions/Xfixes.h>

/* watch-window QUIET_MS COMMAND...: starts a program and looks at its first window from outside, as the X server has it.
 * Once that has not changed for QUIET_MS, it prints on one line: the process, and the milliseconds from just before
 * exec() to the first picture that is more than one colour, to the first one whose contents are those of the last one,
 * and to when somebody took the clipboard (0 if nobody did). Then it waits for the end of its standard
 * input, and ends the program. The program gets SIGTERM if this is killed. */

#define MIN_WIDTH 100
#define MIN_HEIGHT 60
#define SHADOW 24          /* of a window that draws one */
#define HEADER 60          /* with its shadow: what is in it, a spinner for example, is not content */
#define N_COLOURS 3        /* of a window that is more than its background */
#define MAX_PICTURES 4096
#define CEILING_MS 30000

typedef struct
{
  double   ms;
  uint64_t contents;
} Picture;

typedef struct
{
  Display *display;
  int      damage_event;
  Window   window;
  int      width;
  int      height;
  Picture  pictures[MAX_PICTURES];
  int      n_pictures;
  double   begin;
  double   last_change;
  int      owner_event;
  double   copied_ms;
} Watch;

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* A window may go away while it is looked at. */
static int
error_cb (Display     *display,
          XErrorEvent *error)
{
  return 0;
}

static int
has_colours (XImage *image)
{
  uint32_t colours[N_COLOURS] = { 0 };
  int n_colours = 0;

  for (int y = SHADOW; y < image->height - SHADOW; y++)
    for (int x = SHADOW; x < image->width - SHADOW; x++)
      {
        uint32_t colour = ((uint32_t *) (image->data + y * image->bytes_per_line))[x] & 0xffffff;
        int known = 0;

        while (known < n_colours && colours[known] != colour)
          known++;
        if (known < n_colours)
          continue;

        colours[n_colours++] = colour;
        if (n_colours == N_COLOURS)
          return 1;
      }

  return 0;
}

/* FNV-1a, over the colours below the header. */
static uint64_t
hash_contents (XImage *image)
{
  uint64_t hash = 14695981039346656037u;

  for (int y = HEADER + SHADOW; y < image->height - SHADOW; y++)
    for (int x = SHADOW; x < image->width - SHADOW; x++)
      hash = (hash ^ (((uint32_t *) (image->data + y * image->bytes_per_line))[x] & 0xffffff)) * 1099511628211u;

  return hash;
}

static void
take_picture (Watch *self)
{
  double ms = now_ms () - self->begin;
  XImage *image = XGetImage (self->display, self->window, 0, 0, self->width, self->height, AllPlanes, ZPixmap);

  if (image == NULL)
    return;

  if ((self->n_pictures > 0 || has_colours (image)) && self->n_pictures < MAX_PICTURES)
    {
      Picture picture = { ms, hash_contents (image) };

      if (self->n_pictures == 0 || self->pictures[self->n_pictures - 1].contents != picture.contents)
        {
          self->pictures[self->n_pictures++] = picture;
          self->last_change = now_ms ();
        }
    }
  XDestroyImage (image);
}

static void
mapped (Watch     *self,
        XMapEvent *event)
{
  XWindowAttributes attributes;

  if (self->window != None || !XGetWindowAttributes (self->display, event->window, &attributes) ||
      attributes.override_redirect || attributes.width < MIN_WIDTH || attributes.height < MIN_HEIGHT)
    return;

  self->window = event->window;
  self->width = attributes.width;
  self->height = attributes.height;
  XDamageCreate (self->display, self->window, XDamageReportRawRectangles);
  take_picture (self);
}

/* All that is there is read first, because a picture shows what it came to. */
static void
read_events (Watch *self)
{
  int was_damaged = 0;

  while (XPending (self->display))
    {
      XEvent event;

      XNextEvent (self->display, &event);
      if (event.type == MapNotify)
        mapped (self, &event.xmap);
      else if (event.type == ConfigureNotify && event.xconfigure.window == self->window)
        {
          self->width = event.xconfigure.width;
          self->height = event.xconfigure.height;
        }
      else if (event.type == self->damage_event)
        was_damaged = 1;
      else if (event.type == self->owner_event && self->copied_ms == 0)
        self->copied_ms = now_ms () - self->begin;
    }

  if (was_damaged)
    take_picture (self);
}

static int
watch (Watch *self,
       pid_t  child,
       double quiet_ms)
{
  struct pollfd file = { ConnectionNumber (self->display), POLLIN, 0 };

  while (now_ms () - self->begin < CEILING_MS)
    {
      read_events (self);
      if (self->n_pictures > 0 && now_ms () - self->last_change > quiet_ms)
        return 1;
      if (waitpid (child, NULL, WNOHANG) == child)
        return 0;
      poll (&file, 1, 20);
    }

  return 0;
}

static double
find_last_contents (Watch *self)
{
  int i = 0;

  while (self->pictures[i].contents != self->pictures[self->n_pictures - 1].contents)
    i++;

  return self->pictures[i].ms;
}

static void
run (Watch  *self,
     char  **command)
{
  close (ConnectionNumber (self->display));
  execvp (command[0], command);
  perror (command[0]);
  _exit (127);
}

int
main (int    argc,
      char **argv)
{
  static Watch self;
  int base, status = 1;
  pid_t child;

  self.display = argc > 2 ? XOpenDisplay (NULL) : NULL;
  if (self.display == NULL || !XDamageQueryExtension (self.display, &self.damage_event, &base) ||
      !XFixesQueryExtension (self.display, &self.owner_event, &base))
    return 2;

  XSetErrorHandler (error_cb);
  XSelectInput (self.display, DefaultRootWindow (self.display), SubstructureNotifyMask);
  XFixesSelectSelectionInput (self.display, DefaultRootWindow (self.display),
                              XInternAtom (self.display, "CLIPBOARD", False), XFixesSetSelectionOwnerNotifyMask);
  XSync (self.display, False);

  self.begin = now_ms ();
  child = fork ();
  if (child == 0)
    run (&self, argv + 2);

  if (watch (&self, child, atof (argv[1])))
    {
      printf ("%d %.2f %.2f %.2f\n", child, self.pictures[0].ms, find_last_contents (&self), self.copied_ms);
      fflush (stdout);
      while (getchar () != EOF)
        continue;
      status = 0;
    }
  kill (child, SIGTERM);
  waitpid (child, NULL, 0);

  return status;
}
