/* paste.c: text that the terminal says was pasted: it goes into the line that is open, and is never taken for keys. */
#include "app.h"

void sx_app_paste(sx_app *a, const char *text)
{
	if (a->still)
		sx_look_set(a, "still", "off");
	if (a->line.open)
		sx_ask_paste(a, text);
	else
		sx_app_say(a, true, "pasted text is not taken as keys: press : first, then paste");
	sx_app_lay_out(a);
	sx_app_settle(a);
}
