package porteira.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import porteira.cli.demo.Site.Family;

/** The list of what a demo tries: every claim of the screened-host policy, over both families. */
final class Probes
{
    /** Seconds until a program gives up a connection that should not come about: two SYNs are sent in that time. */
    private static final int BLOCKED_S = 2;
    /** The same where it should: generous, for a machine under load is no failure. */
    private static final int PASSING_S = 8;
    private static final int FIRST_TEREDO_PORT = 50001;
    private static final int FIRST_INNER_PORT = 60001;
    private static final Map<Integer, String> NAMES =
        Map.of(HostServices.SMTP, "SMTP", HostServices.SMTPS, "SMTPS", HostServices.HTTP, "HTTP");
    private static final String SENDER = "someone@inside.example";
    private static final String RECIPIENT = "postmaster@outside.example";

    private final Workbench workbench;
    private final Namespaces namespaces;
    private final HostServices services;
    private final List<Probe> probes = new ArrayList<>();

    private Probes(final Workbench workbench, final Namespaces namespaces, final HostServices services)
    {
        this.workbench = workbench;
        this.namespaces = namespaces;
        this.services = services;
    }

    /** All probes, in the order of the table. */
    static List<Probe> list(final Workbench workbench, final Namespaces namespaces, final HostServices services)
    {
        final Probes list = new Probes(workbench, namespaces, services);
        for (final boolean passes : List.of(true, false))
        {
            final Site from = passes ? Site.SERVER : Site.CLIENT;
            for (final Family family : Family.values())
            {
                list.smtp(from, Site.OUTSIDE, family, passes);
            }
            for (final Family family : Family.values())
            {
                list.smtps(from, family, passes);
            }
        }
        for (final Family family : Family.values())
        {
            list.smtp(Site.OUTSIDE, Site.SERVER, family, true);
        }
        for (final Family family : Family.values())
        {
            list.http(family);
        }
        list.teredo(HostServices.SMTPS, HostServices.TEREDO_RELAY, false);
        for (final int innerPort : List.of(HostServices.SMTP, HostServices.HTTP))
        {
            list.teredo(innerPort, TeredoPayload.SERVER_PORT, false);
            list.teredo(innerPort, TeredoPayload.SERVER_PORT, true);
            list.teredo(innerPort, HostServices.TEREDO_RELAY, false);
            list.teredo(innerPort, HostServices.TEREDO_RELAY, true);
        }
        return list.probes;
    }

    private void smtp(final Site from, final Site to, final Family family, final boolean passes)
    {
        final String mark = mark();
        final List<String> command = List.of(
            "swaks", "--server", to.address(family), "--port", Integer.toString(HostServices.SMTP),
            "--timeout", Integer.toString(passes ? PASSING_S : BLOCKED_S), "--helo", from.role() + ".example",
            "--from", SENDER, "--to", RECIPIENT, "--body", mark);
        add("swaks", from, to, family, HostServices.SMTP, passes, new ProgramAttempt(
            workbench,
            namespaces.inside(from.role(), command),
            output -> services.hasMail(to, mark),
            "mail delivered"));
    }

    private void smtps(final Site from, final Family family, final boolean passes)
    {
        final String mark = mark();
        final String file = "message-" + mark;
        workbench.write(file, "Subject: porteira\r\n\r\n" + mark + "\r\n");
        final List<String> command = curl(passes);
        command.addAll(List.of(
            "--insecure", "--mail-from", SENDER, "--mail-rcpt", RECIPIENT, "--upload-file", file,
            "smtps://" + family.bracketed(Site.OUTSIDE.address(family)) + ":" + HostServices.SMTPS));
        add("curl", from, Site.OUTSIDE, family, HostServices.SMTPS, passes, new ProgramAttempt(
            workbench,
            namespaces.inside(from.role(), command),
            output -> services.hasMail(Site.OUTSIDE, mark),
            "mail delivered"));
    }

    private void http(final Family family)
    {
        final List<String> command = curl(true);
        command.add("http://" + family.bracketed(Site.OUTSIDE.address(family)) + "/");
        add("curl", Site.CLIENT, Site.OUTSIDE, family, HostServices.HTTP, true, new ProgramAttempt(
            workbench,
            namespaces.inside(Site.CLIENT.role(), command),
            output -> output.contains(HostServices.PAGE),
            "page read"));
    }

    private void teredo(final int innerPort, final int port, final boolean origin)
    {
        final boolean passes = HostServices.HTTP == innerPort;
        final int index = probes.size();
        final int fromPort = FIRST_TEREDO_PORT + index;
        final String outside = Site.OUTSIDE.address(Family.IPV4);
        final byte[] payload = TeredoPayload.tcpSyn(
            Site.CLIENT.address(Family.IPV4),
            fromPort,
            outside,
            FIRST_INNER_PORT + index,
            Site.OUTSIDE.address(Family.IPV6),
            innerPort,
            origin);
        final List<String> command = List.of(
            "socat", "-u", "-", "UDP4-SENDTO:" + outside + ":" + port + ",sourceport=" + fromPort);
        final String what = NAMES.get(innerPort) + " in Teredo" + (origin ? ", origin" : "");
        probes.add(new Probe(
            new Check(what, Site.CLIENT, Site.OUTSIDE, Family.IPV4, fromPort, port, passes),
            "socat",
            new TeredoAttempt(
                workbench, services, namespaces.inside(Site.CLIENT.role(), command), port, payload, passes)));
    }

    private void add(
        final String program,
        final Site from,
        final Site to,
        final Family family,
        final int port,
        final boolean passes,
        final ProgramAttempt attempt)
    {
        final Check check = new Check(NAMES.get(port), from, to, family, Check.ANY_PORT, port, passes);
        probes.add(new Probe(check, program, attempt));
    }

    /** A word that no other probe's message contains. */
    private String mark()
    {
        return "probe-%02d-of-%s".formatted(probes.size(), workbench.name());
    }

    private static List<String> curl(final boolean passes)
    {
        return new ArrayList<>(List.of(
            "curl", "--disable", "--silent", "--show-error", "--noproxy", "*",
            "--connect-timeout", Integer.toString(passes ? PASSING_S : BLOCKED_S), "--max-time", "10"));
    }
}
