#!/usr/bin/env bash
# Makes the signed mails of DkimVectorsTest anew, by three programs nobody here wrote: OpenDKIM, dkimpy and Perl's
# Mail::DKIM (Debian: opendkim-tools, python3-dkim, libmail-dkim-perl). The keys are made here and thrown away; what
# stays are the mails and what the name servers would say (keys.txt). Not part of any test run.
set -euo pipefail
out=$(realpath "${1:-$(dirname "$0")/../../gateway/src/test/resources/dkim}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
openssl genrsa -out rsa.pem 2048 2> /dev/null
openssl genrsa -out short.pem 1024 2> /dev/null
openssl genrsa -out weak.pem 768 2> /dev/null
head -c 32 /dev/urandom | base64 > ed.key
spki() { openssl rsa -in "$1" -pubout -outform DER 2> /dev/null | base64 -w 0; }
pkcs1() { openssl rsa -in "$1" -RSAPublicKey_out -outform DER 2> /dev/null | base64 -w 0; }
ed=$(/usr/bin/python3 -c "
import base64, nacl.signing
print(base64.b64encode(bytes(nacl.signing.SigningKey(base64.b64decode(open('ed.key').read())).verify_key)).decode())")
{
  echo "rsa._domainkey.bank.example	v=DKIM1; k=rsa; p=$(spki rsa.pem)"
  echo "plain._domainkey.bank.example	p=$(pkcs1 rsa.pem)"
  echo "short._domainkey.bank.example	v=DKIM1; k=rsa; h=sha256; s=email; p=$(spki short.pem)"
  echo "weak._domainkey.bank.example	v=DKIM1; k=rsa; p=$(spki weak.pem)"
  echo "ed._domainkey.bank.example	v=DKIM1; k=ed25519; p=$ed"
  echo "revoked._domainkey.bank.example	v=DKIM1; k=rsa; p="
  echo "testing._domainkey.bank.example	v=DKIM1; k=rsa; t=y; p=$(spki rsa.pem)"
  echo "sha1only._domainkey.bank.example	v=DKIM1; k=rsa; h=sha1; p=$(spki rsa.pem)"
  echo "other._domainkey.bank.example	v=DKIM1; k=rsa; s=tlsrpt; p=$(spki rsa.pem)"
  echo "wrong._domainkey.bank.example	v=DKIM1; k=rsa; p=$(spki short.pem)"
  echo "strict._domainkey.bank.example	v=DKIM1; k=rsa; t=s; p=$(spki rsa.pem)"
  echo "rsa._domainkey.mail.bank.example	v=DKIM1; k=rsa; p=$(spki rsa.pem)"
  echo "rsa._domainkey.other.example	v=DKIM1; k=rsa; p=$(spki rsa.pem)"
} > "$out/keys.txt"

cat > mail << 'END'
Received: from laptop (laptop.bank.example [10.1.2.3])
	by mail.bank.example; Sun, 1 Nov 2026 09:00:00 +0100
From:  "Marta Ruiz"  <marta.ruiz@bank.example>
To: +34600111222@sms.bank.example
Subject: Cita
 de mañana,  a las 10
Date: Sun, 1 Nov 2026 09:00:00 +0100
Message-ID: <1@bank.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
X-SMS-Category: personal

Buenos días,  Ana:  	 
le espero mañana a las 10.	
 
	
Marta  Ruiz


 
END
printf 'From: marta.ruiz@bank.example\nTo: +34600111222@sms.bank.example\nSubject: nada\n\n' > empty
printf 'From: marta.ruiz@bank.example\nSubject: sin fin de linea\n\nhola' > open
printf 'From: marta.ruiz@bank.example\nSubject: puntos\n\n.\n..\n\n\n\n' > dots
unix2crlf() { sed 's/\r*$/\r/' "$1" > "$1.crlf"; }
for f in mail empty dots; do unix2crlf $f; done
printf 'From: marta.ruiz@bank.example\r\nSubject: sin fin de linea\r\n\r\nhola' > open.crlf

cat > py << 'END'
import sys, dkim
mail, out, key, selector, domain, algorithm, header, body = sys.argv[1:9]
options = dict(a.split("=", 1) for a in sys.argv[9:])
message = open(mail, "rb").read()
include = [h.encode() for h in options["h"].split(":")] if "h" in options else None
signature = dkim.sign(message, selector.encode(), domain.encode(), open(key, "rb").read(),
    canonicalize=(header.encode(), body.encode()), signature_algorithm=algorithm.encode(),
    include_headers=include, length="l" in options,
    identity=options["i"].encode() if "i" in options else None)
open(out, "wb").write(signature + message)
END
dkimpy() { /usr/bin/python3 py "$@"; }
for how in simple:simple relaxed:relaxed simple:relaxed relaxed:simple; do
  h=${how%:*} b=${how#*:}
  for f in mail empty open dots; do
    dkimpy $f.crlf "$out/dkimpy-$f-$h-$b.eml" rsa.pem rsa bank.example rsa-sha256 $h $b
  done
  dkimpy mail.crlf "$out/dkimpy-ed25519-$h-$b.eml" ed.key ed bank.example ed25519-sha256 $h $b
done
r() { dkimpy mail.crlf "$out/$1.eml" rsa.pem "$2" "$3" rsa-sha256 relaxed relaxed "${@:4}"; }
r key-pkcs1 plain bank.example
r key-revoked revoked bank.example
r key-testing testing bank.example
r key-sha1only sha1only bank.example
r key-other-service other bank.example
r key-wrong wrong bank.example
r key-missing missing bank.example
r key-t-s strict bank.example i=@mail.bank.example
r subdomain rsa mail.bank.example
r foreign rsa other.example
r length rsa bank.example l=1
r not-all rsa bank.example h=from:to:date
dkimpy mail.crlf "$out/key-1024.eml" short.pem short bank.example rsa-sha256 relaxed relaxed
dkimpy mail.crlf "$out/key-768.eml" weak.pem weak bank.example rsa-sha256 relaxed relaxed
# a second signature over the first
dkimpy "$out/foreign.eml" "$out/two.eml" ed.key ed bank.example ed25519-sha256 relaxed relaxed

cat > pl << 'END'
use Mail::DKIM::Signer; use Mail::DKIM::PrivateKey;
my ($in, $out, $algorithm, $method, $expires, $at, $headers) = @ARGV;
my $signer = Mail::DKIM::Signer->new(Algorithm => $algorithm, Method => $method, Domain => "bank.example",
  Selector => "rsa", KeyFile => "rsa.pem", Timestamp => $at, $expires ? (Expiration => $expires) : (),
  $headers ? (Headers => $headers) : ());
open my $f, "<:raw", $in or die; my $mail = do { local $/; <$f> }; $signer->PRINT($mail); $signer->CLOSE;
open my $o, ">:raw", $out or die; print $o $signer->signature->as_string, "\r\n", $mail;
END
perl pl mail.crlf "$out/perl-relaxed.eml" rsa-sha256 relaxed/relaxed 0 1793520000 ""
perl pl mail.crlf "$out/perl-simple.eml" rsa-sha256 simple/simple 0 1793520000 ""
perl pl mail.crlf "$out/old.eml" rsa-sha256 relaxed/relaxed 0 1700000000 X-SMS-Category
perl pl mail.crlf "$out/old-simple.eml" rsa-sha256 simple/simple 0 1700000000 X-SMS-Category
perl pl mail.crlf "$out/expires.eml" rsa-sha256 relaxed 1793606400 1793520000 ""
opendkim-testmsg -C -d bank.example -s rsa -k rsa.pem < mail.crlf > "$out/opendkim-sha1.eml"
perl pl mail.crlf "$out/perl-sha1.eml" rsa-sha1 relaxed/relaxed 0 1793520000 ""
ls "$out" | wc -l
