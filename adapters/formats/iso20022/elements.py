"""The elements of the messages about financing (tsin), ours: which may stand in which, not how often.

A line is a kind and its elements, `element:kind` where it holds others. What holds neither money nor a name
we read is open (`*`): addresses, contacts, digests, files, signatures, legal clauses, messages inside.
"""

from __future__ import annotations

ANY = "*"
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
# Version 1 is the only one there is of each; a later one is refused until its elements stand here.
MESSAGES = {
    f"{_NAMESPACE}tsin.001.001.01": "InvcFincgReq:request",
    f"{_NAMESPACE}tsin.002.001.01": "InvcFincgReqSts:answer",
    f"{_NAMESPACE}tsin.006.001.01": "InvcAssgnmtReq:assigned",
    f"{_NAMESPACE}tsin.007.001.01": "InvcAssgnmtSts:assigned",
    f"{_NAMESPACE}tsin.008.001.01": "InvcAssgnmtNtfctn:notified",
    f"{_NAMESPACE}tsin.013.001.01": "InvcAssgnmtAck:acknowledged",
}
_FINANCING = """
request       ReqGrpInf:group InvcReqInf:invoice
group         GrpId CreDtTm Authstn NbOfInvcReqs TtlBlkInvcAmt Ccy FincgAgrmt FincgRqstr:requestor
group         IntrmyAgt:bank FrstAgt:bank AgrmtClauses:* AddtlInf:*
requestor     PtyId:named CdtAcct:account FincgAcct:account
named         Nm PrtryId:* BEI
bank          ClrSysMmbId:* PrtryId:other BIC
other         Id IdTp Issr
account       Id:account_id Tp:* Ccy Nm
account_id    IBAN BBAN UPIC PrtryAcct:other
invoice       InvcGnlInf:general InvcTtlsInf:totals CdtDbtNoteAmt InstlmtInf:instalment ReqdAmt:share
invoice       Spplr:supplier Buyr:supplier InvcPmtInf:payment RfrdDoc:referred
general       DocTp DocNb SndrRcvrSeqId IsseDt URL
totals        TtlTaxblAmt TtlTaxAmt Adjstmnt:adjustment TtlInvcAmt PmtDueDt
adjustment    Drctn Amt
instalment    SeqId PmtDueDt Amt PmtInstrm:*
share         Amt Rate
supplier      PtyId:party AcctId:account CtctInf:*
party         Nm PstlAdr:* Id:party_id CtryOfRes
party_id      OrgId:organisation PrvtId:*
organisation  BIC IBEI BEI EANGLN USCHU DUNS BkPtyId TaxIdNb PrtryId:other
payment       PmtMtd PmtAcct:account
referred      Tp:* DocNb RltdDt DocAmt
answer        StsId:message OrgnlReqInfAndSts:original FincgInfAndSts:financing
message       Id CreDtTm
original      Id CreDtTm FincgRqstr:requestor IntrmyAgt:bank FrstAgt:bank VldtnStsInf:status CxlStsInf:status
status        Sts StsRsn:reason AddtlStsRsnInf
reason        Cd Prtry
financing     FincgAllwdSummry:summary InvcFincgDtls:details
summary       FincdItmNb TtlAccptdItmsAmt ApldPctg TtlFincdAmt FincgDtDtls:dates CdtAcct:account
summary       FincgAcct:account
dates         BookDt CdtDt DbtDt
details       OrgnlInvcInf:told Spplr:party InvcFincgRslt:result InstlmtFincgInf:part
told          DocNb TtlInvcAmt IsseDt PmtDueDt
result        FincgReqSts StsRsn:reason AddtlStsRsnInf FincdAmt:share
part          InstlmtSeqId InstlmtTtlAmt InstlmtFincgRslt:result
"""
_ASSIGNING = """
assigned      Hdr:letter AssgnmtList:list AssgnmtCnt ItmCnt CtrlSum AttchdMsg:*
notified      Hdr:letter NtfctnList:list NtfctnCnt ItmCnt CtrlSum AttchdMsg:*
acknowledged  Hdr:letter PmtStsList:list PmtStsCnt ItmCnt CtrlSum AttchdMsg:*
letter        ApplCntxt LttrIdr:document Dt RltdLttr:document RltdMsg:document CnttIdr InstrPrty Orgtr:entity
letter        PmryRcpt:entity Sndr:entity AuthstnUsr:entity RspnRcpt:entity CpyRcpt:entity OthrPty:entity
letter        AssoctdDoc:document GovngCtrct:document LglCntxt:* AddtlInf Ntce VldtnStsInf:status DgtlSgntr:*
document      Id Issr:entity ItmListIdr ItmIdr Dt Vrsn ElctrncOrgnl Dgst:* DocTp URL AttchdFile:*
entity        Id Pty:qualified ShrtId:* Role:* RoleDesc
qualified     BasePty:trader RltvIdr
trader        PtyId:identified LglOrg:legal TaxPty:taxed
identified    Id:* Nm PstlAdr:* CtryOfRes CtctDtls:*
legal         Id Nm
taxed         TaxId TaxTp RegnId TaxXmptnRsn:*
list          Idr IsseDt RltdDoc:document AmtCutOffDt Assgne:entity Assgnr:entity NtfctnInf:notice FinItm:item
list          ItmCnt CtrlSum TtlReqAmt TtlReqFincg:share AgrdRate:* FincgInstlmt:instalment AddtlInf
list          VldtnStsInf:status FincgSts:financing
notice        NtifngPty:entity NtfctnRcvr:entity AckRcvr:entity
item          ItmCntxt:context FinDocRef:document CdtDbtInd TtlAmt:totals DueAmt InstlmtInf:instalment
item          AddtlInf AssoctdDoc:document VldtnStsInf:status FincgSts:financing PrtryDtls:*
context       Idr IsseDt RltdItm:document DocPurp LangCd Issr:entity Rcpt:entity Buyr:entity Sellr:entity
context       SellrFinAgt:entity BuyrFinAgt:entity GovngCtrct:document LglCntxt:* Ccy DbtAcct:* CdtAcct:*
context       TradMkt:*
"""


def _kinds(text: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in text.split("\n"):
        kind, *elements = line.split() or [""]
        for element in elements:
            name, _, holds = element.partition(":")
            found.setdefault(kind, {})[name] = holds
    return found


# What may stand in each kind, and of which kind it is; "" holds text alone.
KINDS: dict[str, dict[str, str]] = _kinds(_FINANCING + _ASSIGNING)
