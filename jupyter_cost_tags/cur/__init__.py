"""The Cost and Usage Report: one query layer for legacy CUR, CUR 2.0 and FOCUS exports."""
