/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program in Spanish, with the catalogs of $CHARLA_LOCALEDIR. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/loopback.h"

TestSuite(program_spanish, .init = harness_begin, .fini = harness_end);

#define TERMINALS PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL
#define PROMPT "SIN cifrar > "

static const struct setup pipes = {
    .environment = {"LC_ALL=C.UTF-8", "LANGUAGE=es"}};
static const struct setup terminals = {
    TERMINALS, {"LC_ALL=C.UTF-8", "LANGUAGE=es"}};

static struct program *charla;

/* ---- On a terminal that is not UTF-8 ------------------------------------- */

Test(program_spanish, is_written_in_ascii_where_the_locale_is_not_utf_8)
{
    static const struct setup latin_1 = {
        TERMINALS, {"LC_ALL", "LANG=es_ES.ISO-8859-1"}};

    charla = charla_run(&latin_1, "-l -p 0 127.0.0.1");
    channel_expect(charla->screen, "esperando una llamada; la otra persona");
    channel_say(charla->in, "\x03");
    channel_finish(charla->in);
    harness_end();
    charla = charla_run(&latin_1, "127.0.0.1 1"); /* nobody listens there */
    channel_expect(charla->screen, "onexion");
    program_expect_status(charla, 1);
    for (int byte = 0x80; byte <= 0xFF; byte++)
        cr_expect(!channel_holds(charla->screen, (char[]){(char)byte, '\0'}));
    harness_end();
    charla = charla_run(&latin_1, "--help");
    channel_expect(charla->screen, "conversacion");
    program_expect_status(charla, 0);
    for (int byte = 0x80; byte <= 0xFF; byte++)
        cr_expect(!channel_holds(charla->screen, (char[]){(char)byte, '\0'}));
}

/* ---- Where the language comes from --------------------------------------- */

/* Which language does --help speak there? */
static void expect_help(const struct setup *setup, const char *words)
{
    charla = charla_run(setup, "--help");
    channel_expect(charla->out, words);
    program_expect_status(charla, 0);
    harness_end();
}

Test(program_spanish, is_spoken_where_the_environment_asks_for_it)
{
    static const struct setup spanish[] = {
        {.environment = {"LC_ALL=C.UTF-8", "LANGUAGE=es"}},
        {.environment = {"LC_ALL=C.UTF-8", "LANGUAGE=xx:es:en"}},
        /* Where these locales are not installed the language still counts. */
        {.environment = {"LC_ALL=es_ES.UTF-8"}},
        {.environment = {"LC_ALL", "LANG=es_ES.UTF-8"}},
        {.environment = {"LC_ALL", "LANG=es_MX.UTF-8"}},
        {.environment = {"LC_ALL", "LANG=es_ES@euro"}},
        {.environment = {"LC_ALL", "LANG=C", "LC_MESSAGES=es_AR.UTF-8"}},
    };
    static const struct setup english[] = {
        {.environment = {"LC_ALL=C"}},
        {.environment = {"LC_ALL=C", "LANGUAGE=es"}},
        {.environment = {"LC_ALL=C", "LANG=es_ES.UTF-8"}},
        {.environment = {"LC_ALL=C.UTF-8"}},
        {.environment = {"LC_ALL", "LANG=en_GB.UTF-8"}},
        {.environment = {"LC_ALL", "LANG=xx_XX.UTF-8"}},
    };

    for (size_t i = 0; i < sizeof spanish / sizeof *spanish; i++)
        expect_help(&spanish[i], "Habla con otra persona");
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        expect_help(&english[i], "Talk with one other person");
}

/* ---- What is said -------------------------------------------------------- */

Test(program_spanish, help)
{
    static const char *const words[] = {
        "Uso: charla", "espera una llamada", "-l, --listen ", "--port=PUERTO",
        "muestra esta ayuda", "%end% o Ctrl-D termina", "Salida: 0 ",
    };
    int rows = 0, columns = 0;

    charla = charla_run(&pipes, "--help");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        channel_expect(charla->out, words[i]);
    program_expect_status(charla, 0);
    for (const char *at = channel_text(charla->out); *at; at++) {
        bool continues = (*at & 0xC0) == 0x80; /* UTF-8 */

        rows += *at == '\n';
        columns = *at == '\n' ? 0 : columns + !continues;
        cr_expect_leq(columns, 80, "row %d", rows + 1);
    }
    cr_expect_leq(rows, 24, "%d rows", rows);
}

Test(program_spanish, errors)
{
    unsigned port = peer_free_port();

    charla = charla_run(&pipes, "-q 127.0.0.1 %u", port);
    program_expect_status(charla, 1);
    channel_expect(charla->err, "charla: no se puede llamar a 127.0.0.1, "
                                "puerto ");
    channel_expect(charla->err,
                   ": conexi\xC3\xB3n rechazada, ah\xC3\xAD nadie espera una "
                   "llamada\n");
    charla = charla_run(&pipes, "--plim");
    program_expect_status(charla, 2);
    channel_expect_only(charla->err,
                        "charla: la opci\xC3\xB3n \xC2\xAB--plim\xC2\xBB no "
                        "existe o es ambigua (mira charla --help)\n");
    charla = charla_run(&pipes, "--encrypt");
    program_expect_status(charla, 2);
    channel_expect(charla->err,
                   "charla: --plain y --encrypt no se pueden usar a la vez "
                   "(mira charla");
}

Test(program_spanish, menu_on_a_terminal)
{
    unsigned port = peer_free_port();

    charla = charla_run(&terminals, "-p %u", port);
    channel_expect(charla->screen, "1  esperar una llamada\r\n"
                                   "2  llamar a alguien\r\n"
                                   "q  salir\r\n1, 2 o q > ");
    channel_say(charla->in, "s\xC3\xAD\r");
    channel_expect(charla->screen, "Responde 1, 2 o q, por favor.\r\n");
    channel_say(charla->in, "2\r");
    channel_expect(charla->screen, "Direcci\xC3\xB3n de la otra persona (en "
                                   "blanco: 127.0.0.1, q: volver) > ");
    channel_say(charla->in, "\r");
    channel_expect(charla->screen, "charla: llamando a 127.0.0.1, puerto ");
    channel_expect(charla->screen, "charla: no se puede llamar a 127.0.0.1");
    channel_expect(charla->screen, "charla: habla con otra persona\r\n");
    channel_expect(charla->screen, "1, 2 o q > ");
    channel_say(charla->in, "q\r");
    program_expect_status(charla, 1);
}

/* ---- A conversation ------------------------------------------------------ */

static unsigned spanish_port(struct program *program)
{
    const char *text;

    channel_expect(program->err, "charla: escuchando en 127.0.0.1, puerto ");
    channel_expect(program->err, "\n");
    text = strstr(channel_text(program->err), ", puerto ");
    return (unsigned)atoi(text + strlen(", puerto "));
}

/* Two persons, each on a terminal of the given kind. */
static void talk(const struct setup *setup)
{
    struct program *ana, *ben;

    loopback_need();
    ana = charla_run(setup, "-l -p 0 127.0.0.1");
    ben = charla_run(setup, "127.0.0.1 %u", spanish_port(ana));
    channel_expect(ana->screen, "esperando una llamada; la otra persona "
                                "escribe:");
    channel_expect(ana->screen, "            charla 127.0.0.1 ");
    channel_expect(ana->screen, "charla: conexi\xC3\xB3n con 127.0.0.1, "
                                "puerto ");
    channel_expect(ana->screen, "charla: escribe %end% para terminar");
    channel_expect(ana->screen, "charla: SIN cifrar: otros pueden leer");
    channel_expect(ana->screen, PROMPT);
    channel_expect(ben->screen, "charla: saludo de la otra persona: charla "
                   PACKAGE_VERSION ": \xC2\xA1Te doy la bienvenida! Escribe "
                   "%end% para terminar. [charla]");
    channel_expect(ben->screen, PROMPT);
    channel_say(ben->in, "\xC2\xBFqu\xC3\xA9 ta\xC3\xB1x\x7F\x7Fl?\r");
    channel_expect(ana->screen, "| \xC2\xBFqu\xC3\xA9 tal?");
    channel_say(ana->in, "bien, ma\xC3\xB1" "ana m\xC3\xA1s\r%end%\r");
    channel_expect(ben->screen, "| bien, ma\xC3\xB1" "ana m\xC3\xA1s");
    channel_expect(ben->screen,
                   "charla: la otra persona ha terminado la conversaci\xC3\xB3n"
                   "");
    channel_expect(ana->screen,
                   "charla: has terminado la conversaci\xC3\xB3n");
    channel_say(ben->in, "\r"); /* leaves the line that was typed */
    program_expect_status(ana, 0);
    program_expect_status(ben, 0);
    harness_end();
}

Test(program_spanish, conversation_in_two_terminals)
{
    talk(&terminals);
}

Test(program_spanish, conversation_where_the_locale_is_not_installed)
{
    static const struct setup setup = {
        TERMINALS, {"LC_ALL", "LANG=es_ES.UTF-8"}};

    talk(&setup);
}

/* ---- The catalog --------------------------------------------------------- */

static struct program *run_script(const char *script)
{
    const char *const argv[] = {
        "sh", "-c", script, "sh", getenv("CHARLA_TESTS"), NULL,
    };

    cr_assert_not_null(argv[4], "CHARLA_TESTS does not say where it is");
    return program_start(&on_pipes, argv);
}

Test(program_spanish, lacks_no_sentence)
{
    struct program *script;

    program_need("xgettext");
    program_need("msgmerge");
    program_need("msgfmt");
    script = run_script(
        "cd \"$1/..\" && find src -name '*.c' |"
        "xgettext -f - --keyword=_ --keyword=N_ --from-code=UTF-8 -o - |"
        "msgmerge -q --no-fuzzy-matching -o - po/es.po - |"
        "msgfmt --check --statistics -o /dev/null -");
    program_expect_status(script, 0);
    channel_expect(script->err, " translated messages.\n");
    if (channel_holds(script->err, "untranslated") ||
        channel_holds(script->err, "fuzzy"))
        channel_fail("po/es.po is not complete: see \"make -C po update-po\"");
}

Test(program_spanish, has_been_sought_in_every_file)
{
    struct program *script = run_script(
        "cd \"$1/..\" && find src -name '*.c' |"
        "xargs grep -lE '(^|[^[:alnum:]_])(N?_|ngettext)\\(' |"
        "grep -vxFf po/POTFILES.in");

    program_wait(script);
    channel_expect_only(script->out, ""); /* all are in po/POTFILES.in */
    channel_expect_only(script->err, "");
}
