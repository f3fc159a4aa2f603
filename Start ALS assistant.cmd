@echo off
rem Starts the assistant from a double click, on Windows, and with the computer.
rem What goes wrong is told in plain words, and the window stays open to be read.
setlocal
set "PYTHON="
rem The Python of the set-up first: with another it would have to be made again.
if exist "%~dp0.venv\pyvenv.cfg" (
    for /f "usebackq tokens=1,* delims== " %%a in ("%~dp0.venv\pyvenv.cfg") do (
        if "%%a"=="executable" if exist "%%b" set PYTHON="%%b"
    )
)
if defined PYTHON goto start
py -3 -c "" >nul 2>nul && set "PYTHON=py -3"
if not defined PYTHON python -c "" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON goto missing

:start
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
