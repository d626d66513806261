"""Which commands and directives are given a secret, and where: behind an option, or as the word of a position."""

from collections.abc import Sequence
from typing import NamedTuple

COLON = r"(?:[^:/=]|(?<=\w)\\)*:(?P<value>(?![/:]).+)"
"""As in `jo:X`: what stands behind the user."""
USER = r"[\w.@+$-]*:(?P<value>(?!/).+)"
PERCENT, COMMA = r"[^%]+%(?P<value>.+)", r"[^,]+,(?P<value>.+)"
AT_HOST = r"(?:[\w.-]+/)?[\w.+-]+:(?P<value>(?!/).+)@[\w.\[-].*"
"""As in `dom/jo:X@host`: what stands between the user and the host."""
ORACLE = r"\w+/(?P<value>[^/@].*?)(?:@.*)?"
COMMUNITY = r"(?!(?:public|private)$)(?P<value>.+)"
"""The name of a community that is not everybody's."""
ENTRY = r"[\w./-]+=(?P<value>(?!@).+)"
"""A name and its value: `foo=X`."""
CERTIFICATE = r"(?:[A-Za-z]:)?[^:]*\w\.\w+:(?P<value>.+)"


class Command(NamedTuple):
    """A command that is given a secret.

    An option that ends with `*` has its value right behind it: `-pX`. Other values are words of their own, or
    stand behind `=` or `:`.
    """

    names: str
    """The first word of the command, in small letters; or several of the same kind."""
    within: str = ""
    """Words that follow in this order; `*` stands for any letters, `[0-9]` for a digit.

    Capital letters count in options.
    """
    options: str = ""
    """The options whose values are secrets. A word without a sign before it is one, too: `password X`."""
    positions: Sequence[int] = ()
    """Of the words behind `within` that are no options: at which of them a secret may stand. -1 is the last.

    A word there is a secret only where it has a digit: the command may be a part of a sentence."""
    form: str = ""
    """How the value has the secret, where it is not all of it."""
    takes: str = ""
    """Other options that have values of their own."""
    tells: str = ""
    """The option, or the position behind `within`, whose value has to tell of a credential."""
    kind: str = "a password"
    begins: bool = False
    """Whether it begins its line, as the directives of files do."""


class Piped(NamedTuple):
    """A command that reads what is secret, as in `echo X | command` and `command <<< X`."""

    names: str
    words: str = ""
    """Words that follow, as of `Command`."""
    form: str = ""


_TOKEN = "a token"
COMMANDS: Sequence[Command] = (
    # Databases and queues
    Command("mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlsh mysqlcheck mysqlbinlog", options="-p*"),
    Command("mariadb mariadb-dump mariadb-admin mariabackup xtrabackup", options="-p*"),
    Command("sqlcmd bcp osql isql tsql", options="-P -P*"),
    Command("mongosh mongo mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles", options="-p"),
    Command("cqlsh cypher-shell", options="-p"),
    Command("nodetool", options="-pw"),
    Command("sqlplus sqlldr sqlcl expdp impdp rman", positions=(1,), form=ORACLE),
    Command("redis-cli keydb-cli valkey-cli", options="-a -a* --pass"),
    Command("redis-cli keydb-cli valkey-cli", within="auth", positions=(2, 1)),
    Command("redis-cli keydb-cli valkey-cli", within="config set requirepass", positions=(1,)),
    Command("redis-cli keydb-cli valkey-cli", within="config set masterauth", positions=(1,)),
    Command("rabbitmqctl", within="add_user", positions=(2,)),
    Command("rabbitmqctl", within="change_password", positions=(2,)),
    Command("rabbitmqctl", within="authenticate_user", positions=(2,)),
    Command("rabbitmqadmin", options="-p --password"),
    Command("mosquitto_pub mosquitto_sub mosquitto_rr", options="-P --pw"),
    Command("mosquitto_passwd", within="-*b*", positions=(-1,)),
    Command("beeline hdbsql jmxterm medusa steghide esxcli veracrypt", options="-p"),
    Command("isql iusql", positions=(3,)),
    Command("nzsql", options="-pw"),
    Command("vsql", options="-w"),
    Command("db2", within="using", positions=(1,)),
    Command("connect conn", positions=(1,), form=r"\w+/(?P<value>[^/@]+)@.*"),
    # Windows
    Command("psexec psexec64 paexec", options="-p"),
    Command("net", within="user", positions=(2,)),
    Command("net", within="use \\\\*", positions=(1,)),
    Command("net", within="use \\\\* /user:*", positions=(1,)),
    Command("cmdkey", options="/pass /pass:*"),
    Command("xfreerdp xfreerdp3 wlfreerdp sdl-freerdp wfreerdp", options="/p:* -p --password"),
    Command("rdesktop", options="-p"),
    Command("schtasks", options="/rp /p"),
    Command("runas wmic", options="/password /password:*"),
    Command("taskkill tasklist systeminfo", options="/p"),
    Command("certutil", options="-p"),
    Command("plink pscp psftp putty winscp", options="-pw"),
    Command("reg", within="add", options="/d", tells="/v"),
    Command("sc sc.exe", within="config", options="password="),
    Command("set-item new-item si", positions=(2, 3), options="-value", tells="1"),
    Command("netsh", options="keymaterial"),
    Command("netdom", options="/pd:* /passwordd:* /passwordd:"),
    Command("winrs", options="-p:* /p:*"),
    Command("winscp winscp.com", options="/password"),
    Command("signtool", options="/p"),
    Command("manage-bde", options="-rp -recoverypassword"),
    # Files
    Command("zip unzip zipcloak", options="-P -P*"),
    Command("7z 7za 7zr 7zz", options="-p*"),
    Command("rar unrar", options="-hp* -p*"),
    Command("unar lsar", options="-p -password"),
    Command("qpdf", within="--encrypt", positions=(1, 2)),
    Command("pdftk", within="input_pw", positions=(1,)),
    Command("pdftk", within="owner_pw", positions=(1,)),
    Command("pdftk", within="user_pw", positions=(1,)),
    Command("pdftotext pdftoppm pdfinfo pdfimages", options="-upw -opw"),
    Command(
        "ansible-vault",
        within="encrypt_string",
        positions=(1,),
        takes="--name -n --vault-id --vault-password-file --vault-pass-file --encrypt-vault-id",
    ),
    Command("openssl", within="enc", options="-k -K"),
    Command("openssl", within="passwd", positions=(-1,), takes="-salt -in"),
    Command("gpg gpg2", options="--passphrase"),
    # Logins and clouds
    Command("docker podman helm skopeo oras crane regctl buildah nerdctl", within="login", options="-p --password"),
    Command("az", within="login", options="-p --password --client-secret"),
    Command("az", within="keyvault secret set", options="--value"),
    Command("az", within="ad sp", options="--password"),
    Command("oc", within="login", options="-p --password --token"),
    Command("twine", options="-p"),
    Command("aws", within="ssm put-parameter", options="--value", tells="--name"),
    Command("aws", within="secretsmanager", options="--secret-string"),
    Command("gh", within="secret set", options="--body -b -b*"),
    Command("kubectl oc", within="create secret", options="--from-literal", form=ENTRY),
    Command("doctl", options="-t", kind=_TOKEN),
    Command("codecov codecovcli", options="-t -t*", kind=_TOKEN),
    Command("poetry composer", within="config http-basic.*", positions=(2,)),
    Command("poetry", within="config pypi-token.*", positions=(1,), kind=_TOKEN),
    Command("composer", within="config github-oauth.*", positions=(1,), kind=_TOKEN),
    Command("composer", within="config gitlab-token.*", positions=(1,), kind=_TOKEN),
    Command("mc", within="alias set", positions=(4,)),
    Command("mc", within="config host add", positions=(4,)),
    Command("mc", within="admin user add", positions=(3,)),
    Command("ngrok", within="authtoken", positions=(1,), kind=_TOKEN),
    Command("ngrok", within="add-authtoken", positions=(1,), kind=_TOKEN),
    Command("ngrok", within="add-api-key", positions=(1,), kind=_TOKEN),
    Command("snyk", within="auth", positions=(1,), kind=_TOKEN),
    Command("wandb", within="login", positions=(1,), kind=_TOKEN),
    Command("cargo", within="login", positions=(1,), kind=_TOKEN),
    Command("infracost", within="configure set api_key", positions=(1,), kind=_TOKEN),
    Command("tailscale", options="--authkey --auth-key", kind=_TOKEN),
    Command("cloudflared", within="service install", positions=(1,), kind=_TOKEN),
    Command("cloudflared", within="tunnel run", options="--token", kind=_TOKEN),
    Command("bw", within="unlock", positions=(1,)),
    Command("bw", within="login", positions=(2,), takes="--method --code"),
    Command("vault", within="login", positions=(1,), form=r"(?:token=|password=)?(?P<value>[^=]+)", kind=_TOKEN),
    Command("vault", within="operator unseal", positions=(1,), kind=_TOKEN),
    Command("vault", within="token lookup", positions=(1,), kind=_TOKEN),
    Command("vault", within="token revoke", positions=(1,), kind=_TOKEN),
    Command("vault", within="token renew", positions=(1,), kind=_TOKEN),
    Command("vault", within="unwrap", positions=(1,), kind=_TOKEN),
    Command("vault", within="kv put", positions=(2, 3, 4), form=ENTRY),
    Command("fly flyctl", within="secrets set", positions=(1, 2, 3), form=ENTRY),
    Command("doppler", within="secrets set", positions=(2,)),
    Command("pulumi", within="config set --secret", positions=(2,)),
    Command("chamber", within="write", positions=(3,)),
    Command("credstash", within="put", positions=(2,)),
    Command("rclone", within="obscure", positions=(1,)),
    Command("rclone", within="config", options="pass password token client_secret secret_access_key"),
    Command("influx", options="-t --token", kind=_TOKEN),
    Command("npm pnpm yarn", within="set", positions=(2,), tells="1", kind=_TOKEN),
    Command("dotnet", within="user-secrets set", positions=(2,), tells="1"),
    Command("bundle", within="config", positions=(2, 3), form=USER),
    Command("conan", within="remote login", options="-p --password"),
    Command("caddy", within="hash-password", options="-p --plaintext"),
    Command("sonar-scanner", options="-Dsonar.login -Dsonar.token", kind=_TOKEN),
    Command("llm", within="keys set", options="--value", kind=_TOKEN),
    Command("b2", within="authorize-account", positions=(2,)),
    Command("b2", within="account authorize", positions=(2,)),
    Command("swift", options="-K"),
    Command("ibmcloud cf bx", within="login", options="-p"),
    Command("poetry uv hatch pdm flit", within="publish", options="-p -P -t -a"),
    Command("nuget choco dotnet gem", within="push", options="-k", kind=_TOKEN),
    Command("choco", within="apikey", options="-k", kind=_TOKEN),
    Command("openai", options="-k", kind=_TOKEN),
    Command("vercel netlify", options="-t --auth", kind=_TOKEN),
    Command("gitlab-runner", within="register", options="-r", kind=_TOKEN),
    Command("mvn mvnw ./mvnw", options="--encrypt-password --encrypt-master-password -ep -emp"),
    Command("vmrun", options="-gp -vp"),
    Command("altool notarytool xcrun", options="-p"),
    Command("dvc", within="remote modify", options="password secret_access_key"),
    # Users, keys and networks
    Command("sshpass", options="-p -p*"),
    Command("ssh-keygen", options="-N -P"),
    Command("useradd usermod adduser", options="-p --password"),
    Command("mkpasswd", positions=(1,), takes="-m --method -S --salt -R --rounds"),
    Command("security", within="add-generic-password", options="-w"),
    Command("security", within="add-internet-password", options="-w"),
    Command("security", within="unlock-keychain", options="-p"),
    Command("security", within="create-keychain", options="-p"),
    Command("security", within="set-key-partition-list", options="-k"),
    Command("security", within="import", options="-P"),
    Command("dscl", within="-passwd", positions=(2, 3)),
    Command("ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldapcompare ldapmodrdn ldapexop", options="-w -w*"),
    Command("ldappasswd", options="-w -w* -s -a"),
    Command("slappasswd", options="-s"),
    Command("ipmitool", options="-P"),
    Command(
        "snmpwalk snmpget snmpset snmpbulkwalk snmpgetnext snmptable snmpstatus snmptrap",
        options="-c -A -X",
        form=COMMUNITY,
    ),
    Command(
        "winexe smbclient rpcclient smbmap smbget smbcacls smbcquotas samba-tool", options="-U -U* --user", form=PERCENT
    ),
    Command("smbmap crackmapexec nxc netexec evil-winrm hydra kerbrute", options="-p"),
    Command("lftp", options="-u -u*", form=COMMA),
    Command("curl", options="-b -b* --cookie", form=r"[\w.-]+=(?P<value>[^;\s]+).*", kind="a cookie"),
    Command("curl", options="-E --cert --proxy-cert", form=CERTIFICATE),
    Command("curl wget http https xh", positions=(1, 2, 3, 4), form=r"[\w.+-]+:(?P<value>(?!/)[^/]+)@[\w.\[-].*"),
    Command(
        "secretsdump.py psexec.py wmiexec.py smbexec.py atexec.py getst.py getuserspns.py gettgt.py lookupsid.py"
        " dcomexec.py getnpusers.py mssqlclient.py smbclient.py ticketer.py reg.py samrdump.py impacket-psexec"
        " impacket-secretsdump impacket-wmiexec impacket-smbexec impacket-getuserspns impacket-gettgt"
        " impacket-mssqlclient impacket-smbclient",
        positions=(1,),
        form=r"(?:[\w.-]+/)?[\w.+$-]+:(?P<value>(?!/).+?)(?:@[\w.\[-].*)?",
    ),
    Command("nmcli", options="password"),
    Command("wpa_cli", options="psk password"),
    Command("networksetup", within="-setairportnetwork", positions=(3,)),
    Command("create_ap", positions=(4,)),
    Command("net", options="-U -U*", form=PERCENT),
    Command("samba-tool", within="user create", positions=(2,)),
    Command("samba-tool", within="user add", positions=(2,)),
    Command("doveadm", within="pw", options="-p"),
    Command("swaks", options="-ap"),
    Command("sendemail", options="-xp"),
    Command("ncftp ncftpput ncftpget ncftpls", options="-p"),
    Command("ab", options="-A -P", form=USER),
    Command("nikto", options="-id", form=USER),
    Command("sqlmap", options="--auth-cred --proxy-cred", form=USER),
    Command("nmcli", options="wifi-sec.psk 802-11-wireless-security.psk 802-1x.password vpn.secrets.password"),
    Command("wpa_passphrase", positions=(2,)),
    Command("iwconfig", options="key", form=r"(?:s:)?(?P<value>.+)"),
    Command("oathtool", positions=(1,), takes="-d --digits -w -s -N -c --window --now --counter --time-step-size"),
    Command("htpasswd", within="-*b*", positions=(-1,), takes="-C -r"),
    Command("kadmin kadmin.local", options="-w -pw"),
    Command("ktpass", options="/pass -pass"),
    Command("keytool jarsigner", options="-storepass -keypass -srcstorepass -deststorepass -new"),
    # Directives of files
    Command("requirepass masterauth", positions=(1,), begins=True),
    Command("rootpw olcrootpw bindpw", positions=(1,), begins=True),
    Command("setenv fastcgi_param uwsgi_param", positions=(2,), tells="1"),
    Command("stats", within="auth", positions=(1,), form=COLON, begins=True),
    Command("insecure-password", positions=(1,)),
    Command("enable", within="secret", positions=(1, 2, 3), begins=True),
    Command("enable", within="password", positions=(1, 2, 3), begins=True),
    Command("username", within="secret", positions=(1, 2), begins=True),
    Command("username", within="password [0-9]", positions=(1,), begins=True),
    Command("snmp-server", within="community", positions=(1,), form=COMMUNITY, begins=True),
    Command("snmp-server", within="auth", positions=(2,), begins=True),
    Command("rocommunity rwcommunity rocommunity6 rwcommunity6", positions=(1,), begins=True),
    Command("com2sec", positions=(3,), begins=True),
    Command("tacacs-server radius-server tacacs radius", within="key", positions=(1, 2), begins=True),
    Command("crypto", within="isakmp key", positions=(1, 2), begins=True),
    Command("neighbor", within="password", positions=(1, 2), begins=True),
    Command("standby vrrp glbp", within="authentication", positions=(1, 2, 3), begins=True),
    Command("ntp", within="authentication-key md5", positions=(1,), begins=True),
    Command("ip", within="ospf authentication-key", positions=(1, 2), begins=True),
    Command("ip", within="ospf message-digest-key md5", positions=(1, 2), begins=True),
    Command("key-string", positions=(1, 2), begins=True),
    Command("pre-shared-key", positions=(1,), begins=True),
    Command("pre-shared-key", within="key", positions=(1,), begins=True),
    Command("ikev1 ikev2", within="pre-shared-key", positions=(1, 2), begins=True),
    Command("set", within="ascii-text", positions=(1,), begins=True),
    Command("password key secret", within="[0-9]", positions=(1,), begins=True),
    Command("local-user", within="password", positions=(1, 2), begins=True),
    Command("createuser", positions=(3, 5), begins=True),
    Command("authldapbindpassword", positions=(1,), begins=True),
    Command("wpa-psk", within="ascii", positions=(1, 2), begins=True),
    Command("ppp", within="password", positions=(1, 2), begins=True),
)

PIPED: Sequence[Piped] = (
    Piped("sudo", "-*S*"),
    Piped("sudo", "--stdin"),
    Piped("kinit"),
    Piped("passwd"),
    Piped("vncpasswd"),
    Piped("smbpasswd"),
    Piped("chpasswd", form=COLON),
    Piped("su"),
    Piped("docker", "secret create"),
    Piped("podman", "secret create"),
    Piped("p4", "login"),
    Piped("secret-tool", "store"),
    Piped("keyring", "set"),
    Piped("kubectl", "create secret"),
    Piped("oc", "create secret"),
    Piped("gcloud", "secrets"),
    Piped("gh", "secret set"),
    Piped("gh", "auth login"),
    Piped("fly", "secrets"),
    Piped("wrangler", "secret put"),
    Piped("vercel", "env add"),
    Piped("firebase", "functions:secrets:set"),
    Piped("gpg", "--passphrase-fd"),
    Piped("gpg", "--passphrase-fd=0"),
    Piped("cryptsetup"),
    Piped("openssl", "stdin"),
    Piped("vault", "login"),
    Piped("ansible-vault", "encrypt_string"),
    Piped("pass", "insert"),
    Piped("htpasswd", "-*i*"),
    Piped("mkpasswd"),
    Piped("wpa_passphrase"),
)
PRINTING = ("echo", "printf")
"""The commands that only print what they are given."""
