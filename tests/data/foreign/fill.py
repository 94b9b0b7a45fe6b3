"""Fills in the blank workbooks of `lobby --lang zh template places|people`, by a program other than Lobby.

    lobby --lang zh template places places.filled.xlsx && lobby --lang zh template people people.filled.xlsx && python3 fill.py
"""

import datetime

from openpyxl import load_workbook

PLACES = [
    {"楼栋": "9号楼", "单元": "1单元", "*房号": 101, "类型": "房间", "建筑面积": 89.5, "套内面积": 75.25, "使用状态": "自住",
     "状态起始日期": datetime.date(2019, 10, 1), "交房日期": datetime.date(2019, 5, 1), "别名": "样板间", "备注": "钥匙在邻居处"},
    {"*房号": "9-1-102", "建筑面积": "120"},
    {"*房号": "9号楼底商5号", "类型": "商铺", "建筑面积": 40},
]
PEOPLE = [
    {"楼栋": "9号楼", "单元": "1单元", "*房号": 101, "*姓名": "徐丽", "联系电话": "13800000031、010-65120031", "证件号码": "110101199003070011",
     "证件类型": "居民身份证", "身份": "业主", "产权份额": "50%", "入住日期": datetime.date(2019, 10, 1), "车牌号": "京A54321"},
    {"*房号": "9-1-101", "*姓名": "高峰", "联系电话": 13800000032, "身份": "业主", "产权份额": 0.5, "备注": "电话晚上打"},
    {"*房号": "9-1-102", "*姓名": "北京安居餐饮有限公司", "联系电话": "010-65120033", "证件号码": "91350100M000100Y43",
     "证件类型": "统一社会信用代码", "个人/单位": "单位", "身份": "租户", "截止日期": datetime.date(2030, 12, 31)},
]

for name, rows in [("places.filled.xlsx", PLACES), ("people.filled.xlsx", PEOPLE)]:
    book = load_workbook(name)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line, row in enumerate(rows, 2):
        for head, value in row.items():
            sheet.cell(line, columns[head], value)
    book.save(name)
