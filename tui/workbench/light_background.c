/* light_background.c: inks for a light background: data that was made for a dark one gets darker, and greys change places. */
#include "light_background.h"

#include <stdlib.h>
#include <string.h>

/* "15;0" or "15;default;0": the last is the background, as vim reads it. */
bool sx_light_terminal(void)
{
	const char *pair = getenv("COLORFGBG"), *last = pair ? strrchr(pair, ';') : NULL;
	if (last == NULL || last[1] < '0' || last[1] > '9')
		return false;
	long background = strtol(last + 1, NULL, 10);
	return background == 7 || background > 8;
}

bool sx_app_light(const sx_app *a)
{
	const char *word = sx_names_option(a->names, "background");
	return strcmp(word, "light") == 0 || (strcmp(word, "dark") != 0 && a->light_terminal);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The ramp of density runs from a pale grey to black; a bright colour keeps its hue at the luminance of a mid one. */
sx_ink sx_light_ink(sx_ink ink)
{
	if (ink < SX_INK_ROLES)
		return ink;
	unsigned r = ink >> 16 & 255, g = ink >> 8 & 255, b = ink & 255, light = (30 * r + 59 * g + 11 * b) / 100;
	unsigned most = r > g ? r > b ? r : b : g > b ? g : b, spread = most - least(least(r, g), b);
	if (spread < 60) {
		unsigned grey = least(2 * (255 - light), 200);
		return SX_INK_RGB(grey, grey, grey);
	}
	if (light <= 130)
		return ink;
	return SX_INK_RGB(r * 130 / light, g * 130 / light, b * 130 / light);
}

void sx_light_cells(sx_cells *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->at[i].ink = sx_light_ink(c->at[i].ink);
}
