// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.List;

/** Names by which programs that look for holes tell who they are. */
final class ScannerAgents {
  private static final List<String> NAMES =
      """
      nikto
      sqlmap
      nessus
      openvas
      acunetix
      arachni
      w3af
      masscan
      zgrab
      dirbuster
      gobuster
      ffuf
      fuzz faster
      wfuzz
      nuclei
      jaeles
      havij
      netsparker
      whatweb
      wpscan
      zmeu
      morfeus
      grabber
      cgichk
      bsqlbf
      absinthe
      brutus
      metis
      paros
      webinspect
      .nasl
      email extractor
      commix
      crowbar
      domino hunter
      fhscan
      floodgate
      get-minimal
      golismero
      grendel
      inspath
      internet ninja
      jaascois
      jorgee
      joomscan
      mysqloit
      n-stealth
      nsauditor
      pmafind
      qqgamehall
      sqlninja
      skipfish
      struts-pwn
      sysscan
      tbi-webscanner
      toata dragostea
      uil2pn
      voideye
      webbandit
      webshag
      webvulnscan
      whcc
      xmlrpc exploit
      s.t.a.l.k.e.r
      springenwerk
      security scan
      this is an exploit
      feroxbuster
      l9explore
      l9tcpid
      censysinspect
      nmap scripting
      nmap nse
      hydra
      vega/
      wapiti
      dirsearch
      burpcollaborator
      burp suite
      zap/
      owasp zap
      detectify
      qualys
      intruder.io
      cgi-scan
      amiga-aweb
      black hole
      datacha0s
      dav.pm/v
      gameboy, powered by nintendo
      user-agent:\s
      webtrends security
      wordpress hash grabber
      prog.customcrawler
      custom-asynchttpclient
      libwww-perl-scan
      leakix
      interactsh
      cybeye
      autogetcontent
      mozilla/4.0 (hydra)
      mozilla/5.0 sf//
      mozilla/5.0 sf/
      secret_scanner
      shellshock
      rustbuster
      httprint
      x-scan
      pangolin
      dotdotpwn
      xsser
      xspider
      teleport pro
      """
          .lines()
          .toList();

  private ScannerAgents() {}

  /** Returns whether one of them is named, not inside of another word. */
  static boolean named(String agent) {
    String lower = Ascii.lower(agent);
    if (lower.contains("ecairn")) {
      return false;
    }
    for (String name : NAMES) {
      int at = lower.indexOf(name);
      boolean alone =
          at == 0 || at > 0 && !Ascii.letter(lower.charAt(at - 1)) || !Ascii.letter(name.charAt(0));
      if (alone && at >= 0) {
        return true;
      }
    }
    return false;
  }
}
