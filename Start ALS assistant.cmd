@echo off
rem Starts the assistant from a double click, on Windows.
rem What goes wrong is told in plain words, and the window stays open to be read.
setlocal
set "PYTHON="
py -3 -c "" >nul 2>nul && set "PYTHON=py -3"
if not defined PYTHON python -c "" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON goto missing

%PYTHON% "%~dp0start.py" %*
if "%ERRORLEVEL%"=="0" exit /b 0
echo.
echo The assistant did not start, or ended with a fault. The lines above say why.
pause
exit /b 1

:missing
echo The assistant needs Python, and this computer has none.
echo Get it from https://www.python.org/downloads/ and tick "Add Python to PATH",
echo then double-click this file again.
pause
exit /b 1
