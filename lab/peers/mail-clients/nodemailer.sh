(cd "$WORK" && npm install --silent --no-audit --no-fund nodemailer@7 > npm.log 2>&1)
node_send() { (cd "$WORK" && cp "$HERE/nodemailer.cjs" . && node nodemailer.cjs "$1"); keep "nodemailer-$1"; }
node_send new
node_send reply
