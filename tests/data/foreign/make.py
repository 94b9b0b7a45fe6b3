"""Makes owners.xlsx and owners.gbk.csv: an owners' list as an office keeps it, written by a program other than Lobby.

    pip install openpyxl && python3 make.py

Everything odd in it is listed in ../README.md. Names, phones and papers are made up.
"""

import csv
import datetime
import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment

HEADS = ["楼栋", "单元", "房号", "姓 名", "联系电话", "身份证号码", "与业主关系", "入住日期", "车牌号", "备注", "序号"]
DAY = datetime.date(2021, 6, 1)

# building, unit, room, name, phone, paper, role, since, plates, note; None is a blank, "^" a cell merged with the one above
ROWS = [
    ["1号楼", "1单元", 101, "张伟", 13800000001.0, "110101199003070011", "业主", DAY, "京A12345", None],
    ["^", "^", "^", "李 娜", "13800000002", "11010119900307002X", "妻子", "2021年6月1日", None, None],
    ["^", "^", "102", "王芳、刘洋", "13800000003/13800000004", None, "业主", 44348, None, "两人共有"],
    ["^", "2单元", "１０１", "陈静/13800000005；杨敏/010-65120006", None, None, "业主", "2021/6/1", None, None],
    ["^", "^", 102, "赵磊  ", " 138 0000 0007 ", "110101199003070038", "租客", "20210601", "京AD12345、京B00001", "  养狗  "],
    # Refused: the checksum is wrong, the digits are lost, the room is unknown, the name is missing, whose phone is it.
    ["2号楼", None, 101, "周杰", "13800000008", "110101199003070012", "业主", DAY, None, None],
    ["^", None, 102, "吴刚", "13800000009", 110101199003070054, "业主", DAY, None, None],
    ["^", None, 9901, "郑爽", "13800000010", None, "业主", DAY, None, None],
    ["^", None, 103, None, "13800000011", None, "业主", DAY, None, None],
    ["^", None, 104, "孙俪、胡军", "13800000012、13800000013、13800000014", None, "业主", DAY, None, None],
    # Refused: no day, words for a phone, one person or two.
    ["^", None, 201, "林涛", "13800000015", None, "业主", "去年夏天", None, None],
    ["^", None, 202, "何洁", "号码待补", None, "业主", DAY, None, None],
    ["^", None, 203, "高圆圆 赵又廷", "13800000016", None, "业主", DAY, None, None],
    # Taken: what looks like a formula, a rare character, a full-width phone, a company.
    ["^", None, 204, "马超", "１３８００００００１７", None, "业主", DAY, None, "=1+1"],
    ["^", None, 301, "𠮷田㐂", "13800000018", None, "租户", DAY, None, None],
    ["^", None, 302, "北京安居餐饮有限公司", "010-65120019", "91350100M000100Y43", "业主", DAY, None, None],
    # The first row again; a room that nobody lives in; the heads again, as on every printed page.
    ["1号楼", "1单元", 101, "张伟", "13800000001", "110101199003070011", "业主", DAY, "京A12345", None],
    ["1号楼", "1单元", 103, "空置", None, None, None, None, None, None],
    HEADS[:10],
    [None] * 10,
    ["1号楼", "1单元", 104, "徐峥", "13800000020", None, "业主", DAY, None, None],
]


def main() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "说明"
    sheet["A1"] = "本表由客服部维护"
    sheet = book.create_sheet("业主台账")
    sheet["A1"] = "阳光花园业主台账"
    sheet.merge_cells("A1:K1")
    sheet["A2"] = "制表：客服部"
    sheet["H2"] = "2024-03-01"
    # Heads of two rows: the room stands over three columns, the person over five.
    for column, head in enumerate(["房屋", None, None, "客户信息", None, None, None, None, "其他"], 1):
        sheet.cell(3, column, head)
    for column, head in enumerate(HEADS, 1):
        sheet.cell(4, column, head)
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("D3:H3")
    sheet.merge_cells("I3:J3")
    sheet["K3"] = "序号"
    sheet["K4"] = None
    sheet.merge_cells("K3:K4")
    first = 5
    above = [None] * 10
    began = [0] * 10
    for at, row in enumerate(ROWS):
        line = first + at
        for column, value in enumerate(row):
            if value == "^":
                continue
            if began[column] and line - began[column] > 1 and row[column] != "^":
                sheet.merge_cells(
                    start_row=began[column], end_row=line - 1, start_column=column + 1, end_column=column + 1
                )
            began[column] = line if line + 1 < first + len(ROWS) and ROWS[at + 1][column] == "^" else 0
            cell = sheet.cell(line, column + 1)
            if isinstance(value, str) and value.startswith("="):
                cell.value, cell.data_type = value, "s"
            else:
                cell.value = value
            if column == 7 and isinstance(value, datetime.date):
                cell.number_format = "yyyy/m/d"
            above[column] = value
        if any(value is not None for value in row) and row != HEADS[:10]:
            sheet.cell(line, 11, at + 1)
    for row in sheet.iter_rows(min_row=1, max_row=4):
        for cell in row:
            cell.alignment = Alignment(horizontal="center")
    for name in ("created", "modified"):
        setattr(book.properties, name, datetime.datetime(2024, 3, 1))
    buffer = io.BytesIO()
    book.save(buffer)
    # The same bytes on every run: the archive's clock stands still.
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile("owners.xlsx", "w", zipfile.ZIP_DEFLATED) as out:
        for item in made.infolist():
            info = zipfile.ZipInfo(item.filename, (2024, 3, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            data = made.read(item)
            if item.filename == "docProps/core.xml":
                data = data.replace(data[data.find(b"<dcterms:modified"):data.find(b"</dcterms:modified>")],
                                    b'<dcterms:modified xsi:type="dcterms:W3CDTF">2024-03-01T00:00:00Z')
            out.writestr(info, data)

    # As saved from a spreadsheet program in China: GB18030 (the rare character is in no GBK), merged cells are blank;
    # only rooms that hold several rows are repeated, and long numbers were kept as text.
    with open("owners.gbk.csv", "w", encoding="gb18030", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(["阳光花园业主台账"] + [""] * 9)
        lines.writerow(HEADS[:10])
        room = ""
        for row in ROWS:
            cells = []
            for column, value in enumerate(row):
                if value == "^":
                    value = room if column == 2 else None
                elif column == 2:
                    room = value
                if isinstance(value, datetime.date):
                    value = value.strftime("%Y/%m/%d")
                if value == 110101199003070054:
                    value = "1.10101E+17"
                if isinstance(value, float):
                    value = str(int(value))
                cells.append("" if value is None else value)
            lines.writerow(cells)


if __name__ == "__main__":
    main()
