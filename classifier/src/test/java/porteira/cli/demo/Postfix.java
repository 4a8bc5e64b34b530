package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import porteira.NamespaceShell;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A Postfix of its own, files and all: port 25 takes mail from nobody, port 587 from whoever has the password; what it
 * takes it hands to port 25 of the outside host.
 */
final class Postfix
{
    /** Who may send. */
    static final String USER = "user@mail.example.org";
    /** And by what. */
    static final String PASSWORD = "open-sesame";

    private static final String SET_UP = """
        set -e
        mkdir -p etc/sasl queue data
        cat > etc/main.cf << END
        compatibility_level = 3.6
        queue_directory = $PWD/queue
        data_directory = $PWD/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mail.example.org
        mydestination =
        inet_interfaces = all
        inet_protocols = all
        mynetworks = 127.0.0.0/8
        relayhost = [198.51.100.1]:25
        smtp_dns_support_level = disabled
        smtp_host_lookup = native
        local_recipient_maps =
        alias_maps =
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_peername_lookup = no
        message_size_limit = 20480000
        maillog_file = $PWD/data/log
        maillog_file_prefixes = $PWD
        END
        cat > etc/master.cf << END
        smtp      inet  n - n - - smtpd
          -o smtpd_banner=server-on-25
        587       inet  n - n - - smtpd
          -o smtpd_banner=server-on-587
          -o smtpd_sasl_auth_enable=yes
          -o cyrus_sasl_config_path=$PWD/etc/sasl
          -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        cleanup   unix  n - n - 0 cleanup
        qmgr      unix  n - n 300 1 qmgr
        pickup    unix  n - n 60 1 pickup
        rewrite   unix  - - n - - trivial-rewrite
        bounce    unix  - - n - 0 bounce
        defer     unix  - - n - 0 bounce
        trace     unix  - - n - 0 bounce
        flush     unix  n - n 1000? 0 flush
        proxymap  unix  - - n - - proxymap
        smtp      unix  - - n - - smtp
        relay     unix  - - n - - smtp
        error     unix  - - n - - error
        retry     unix  - - n - - error
        anvil     unix  - - n - 1 anvil
        scache    unix  - - n - 1 scache
        postlog   unix-dgram n - n - 1 postlogd
        END
        cat > etc/sasl/smtpd.conf << END
        pwcheck_method: auxprop
        auxprop_plugin: sasldb
        mech_list: PLAIN
        sasldb_path: $PWD/data/sasldb2
        END
        printf %s PASSWORD | saslpasswd2 -p -c -f data/sasldb2 -u mail.example.org user
        chown postfix data data/sasldb2
        postfix -c $PWD/etc start
        for i in $(seq 100)
        do
            socat -T1 - TCP:127.0.0.1:587,connect-timeout=1 < /dev/null | grep -q 220 && exit 0
            sleep 0.1
        done
        exit 1
        """;

    private Postfix()
    {
    }

    /** True if it can be started here. */
    static boolean isPossible()
    {
        return NamespaceShell.isPossible("for tool in postfix smtp-sink saslpasswd2 swaks socat busybox ethtool; do " +
            "command -v $tool || exit 1; done; ls /usr/lib/*/sasl2/libsasldb.so");
    }

    /** Start it on a host; returns when it takes mail. */
    static void start(final NamespaceShell host) throws IOException
    {
        host.must(SET_UP.replace("PASSWORD", PASSWORD));
    }

    /** Take whatever mail comes to port 25 of a host into files of its folder {@code mail}. */
    static void startSink(final NamespaceShell host) throws IOException
    {
        host.must("mkdir mail; chmod 777 mail");
        host.start("smtp-sink -u nobody -d $PWD/mail/m. 0.0.0.0:25 64 > sink.log 2>&1 < /dev/null &");
    }

    /** End it in good order. */
    static void stop(final NamespaceShell host) throws IOException
    {
        assertEquals(0, host.run("postfix -c $PWD/etc stop"), host::output);
    }

    /** What swaks does in the current folder. */
    static String swaks(final Path folder, final String server, final String more)
    {
        return "TMPDIR=" + folder + " timeout 40 swaks --server " + server +
            " --helo client.example.org --from user@example.org --to friend@example.net " + more;
    }
}
