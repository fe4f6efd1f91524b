# Thunderbird sends for an account alone, so it has one that fetches nothing. It writes HTML with the signature it keeps itself, and quotes below; what is typed is pasted in
# shellcheck source=/dev/null
. "$HERE/display.sh"
mkdir -p "$WORK/thunderbird/profile/Mail/Local Folders"
signature=$(sed '/^-- $/d' "$HERE/ending.txt" | sed -z 's/\n$//; s/\n/<br>/g')
cat > "$WORK/thunderbird/profile/user.js" <<S
user_pref("mail.accountmanager.accounts", "account1,account2");
user_pref("mail.accountmanager.defaultaccount", "account2");
user_pref("mail.accountmanager.localfoldersserver", "server1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.account.account2.identities", "id1");
user_pref("mail.server.server2.type", "pop3");
user_pref("mail.server.server2.hostname", "127.0.0.1");
user_pref("mail.server.server2.port", 9);
user_pref("mail.server.server2.name", "luis@bank.example");
user_pref("mail.server.server2.userName", "luis");
user_pref("mail.server.server2.login_at_startup", false);
user_pref("mail.server.server2.check_new_mail", false);
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.name", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mail.identity.id1.fullName", "Luis Gestor");
user_pref("mail.identity.id1.useremail", "luis@bank.example");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.identity.id1.compose_html", true);
user_pref("mail.identity.id1.reply_on_top", 1);
user_pref("mail.identity.id1.sig_bottom", false);
user_pref("mail.identity.id1.htmlSigFormat", true);
user_pref("mail.identity.id1.htmlSigText", "$signature");
user_pref("mail.identity.id1.fcc", false);
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpserver.smtp1.type", "smtp");
user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
user_pref("mail.smtpserver.smtp1.port", $PORT);
user_pref("mail.smtpserver.smtp1.authMethod", 1);
user_pref("mail.smtpserver.smtp1.try_ssl", 0);
user_pref("mail.compose.big_attachments.notify", false);
user_pref("mail.warn_on_send_accel_key", false);
user_pref("mail.SpellCheckBeforeSend", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mail.rights.version", 1);
user_pref("mailnews.start_page.enabled", false);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("app.donation.eoy.version.viewed", 999);
user_pref("app.update.enabled", false);
user_pref("network.proxy.type", 0);
user_pref("mail.winsearch.firstRunDone", true);
user_pref("toolkit.telemetry.enabled", false);
S
tb() { HOME=$WORK/thunderbird LC_ALL=C.UTF-8 MOZ_CRASHREPORTER_DISABLE=1 dbus-run-session -- thunderbird --no-remote --profile "$WORK/thunderbird/$1" "${@:2}" > "$WORK/thunderbird-$1.log" 2>&1 & pids+=($!); }
cp -r "$WORK/thunderbird/profile" "$WORK/thunderbird/other" # for one running program each
tb profile -compose "to='34600111222@sms.bank.example',subject='Cita',format=1"
window 'Write: '
write_and_send ctrl+shift+v
keep thunderbird-new
cp "$HERE/asked.eml" "$WORK/thunderbird/asked.eml"
tb other "$WORK/thunderbird/asked.eml"
window 'Cita'; sleep 2; xdotool key ctrl+r
window 'Write: '
write_and_send ctrl+shift+v
keep thunderbird-reply
