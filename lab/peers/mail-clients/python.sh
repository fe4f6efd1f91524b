python3 "$HERE/python_mail.py" new && keep python-new
python3 "$HERE/python_mail.py" reply && keep python-reply
