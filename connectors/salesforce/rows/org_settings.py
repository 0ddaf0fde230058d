"""Settings of the whole org: which are known, and what they mean."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class SettingRow(NamedTuple):
    """A setting of the whole org."""

    name: str
    """One of `ORG_SETTINGS`."""
    value: str
    """The platform's word: true, false, a number or a name."""
    at: str


class TrustedRangeRow(NamedTuple):
    """Logins from these addresses need no second proof; others are not shut out."""

    start: str
    end: str
    at: str


class SecurityPolicyRow(NamedTuple):
    """A transaction security policy."""

    name: str
    at: str
    event: str = ""
    """What it watches."""
    active: bool | None = None
    actions: tuple[str, ...] = ()
    """What it does then."""


class DomainRow(NamedTuple):
    """The name under which the org is reached."""

    name: str
    at: str


ORG_SETTINGS: Final[Mapping[str, str]] = {
    "Analytics.enableReportHideXlsExportPref": "Reports are no longer exported in the older format of spreadsheets.",
    "Apex.enableApexAccessRightsPref": "Code that is called from pages needs an access right.",
    "Apex.enableAuraApexCtrlAuthUserAccessCheckPref": "Users need a right to call code from components.",
    "Apex.enableAuraApexCtrlGuestUserAccessCheckPref": "Visitors need a right to call code from components.",
    "Apex.enableRestrictCommunityExecAnon": "Portal users may not run code of their own.",
    "Communities.enableGuestSecurityOptOutCruc": "The protections for visitors are put off.",
    "Communities.enableGuvSecurityOptOutPref": "The limits on what visitors see of each other are put off.",
    "Communities.enableNameFieldsUserPIIEnabled": "Names of users are hidden from visitors and portal users.",
    "Communities.enableNetworksEnabled": "Experience Cloud sites may exist.",
    "ConnectedApp.enableAdminApprovedAppsOnly": "Only applications that an administrator approved may use the API.",
    "ConnectedApp.enableAdminApprovedAppsOnlyForExternalUser": "The same for customers and partners.",
    "Content.enableContentDistribution": "Files may be handed out by public links.",
    "Content.enableSiteGuestUserToUploadFiles": "Visitors may upload files.",
    "DevHub.enableScratchOrgManagementPref": "Scratch orgs may be made from the org.",
    "DevHub.enableShapeExportPref": "The shape of the org, without records, may be given to others.",
    "EmailAdministration.enableComplianceBcc": "A copy of every e-mail goes to an address for compliance.",
    "EmailAdministration.enableRestrictTlsToDomains": "Encryption of e-mail is limited to certain domains.",
    "EmailAdministration.enableSendThroughGmailPref": "E-mail is sent through Gmail.",
    "EmailAdministration.enableSendViaExchangePref": "E-mail is sent through Exchange.",
    "EncryptionKey.canExternalKeyManagement": "Keys may be kept outside the platform.",
    "EncryptionKey.canOptOutOfDerivationWithBYOK": "Own keys may be used without derivation.",
    "EncryptionKey.enableCacheOnlyKeys": "Keys are fetched when they are needed and never kept.",
    "EncryptionKey.enableReplayDetection": "Replayed answers of the key service are refused.",
    "Event.enableApexLimitEvents": "Events tell of code that comes near its limits.",
    "Event.enableDeleteMonitoringData": "Event logs may be deleted.",
    "Event.enableDynamicStreamingChannel": "Channels for streaming come into being by themselves.",
    "Event.enableEventLogGeneration": "Event logs are written.",
    "Event.enableEventLogWaveIntegration": "Event logs go to analytics.",
    "Event.enableLoginForensics": "Logins are kept for forensics.",
    "Event.enableStreamingApi": "Changes may be streamed out.",
    "Event.enableTransactionSecurityPolicies": "Transaction security policies are switched on as a whole.",
    "Event.eventLogRetentionDuration": "How long event logs are kept, beyond the standard.",
    "ExternalClientApp.enableClientSecretInRestApiAccess": "Secrets of external client apps may be read by API.",
    "ExternalClientApp.enableConsumerSecretApiAccess": "Secrets of external client apps may be read by API.",
    "ExternalClientApp.enablePackageEcaOauthFromDevOrg": "Packages may bring external client apps from other orgs.",
    "IdentityProvider.enableIdentityProvider": "The org signs its users in to other systems.",
    "MyDomain.canOnlyLoginWithMyDomainUrl": "Logins need the org's own domain.",
    "MyDomain.doesApiLoginRequireOrgDomain": "Logins by API need the org's own domain.",
    "MyDomain.isIcorInstApiTrafficBlocked": "API calls to instance addresses are refused.",
    "MyDomain.isInstancedApiTrafficBlocked": "API calls to instance addresses are refused.",
    "OauthOidc.blockOAuthUnPwFlow": "Applications may not log in with a user's name and password.",
    "OauthOidc.blockOAuthUsrAgtFlow": "Applications may not get tokens in the browser's address.",
    "OauthOidc.isPkceRequired": "An intercepted authorization code is of no use to others, in any application.",
    "OauthOidc.oAuthCdCrdtFlowEnable": "Applications may log in by code and credentials.",
    "PlatformEncryption.canEncryptManagedPackageFields": "Fields of packages may be encrypted.",
    "PlatformEncryption.enableDeterministicEncryption": "Encrypted fields may be filtered by, so that equal values look alike.",
    "PlatformEncryption.enableEncryptFieldHistory": "The history of encrypted fields is encrypted.",
    "PlatformEncryption.enableEventBusEncryption": "Events are encrypted while they wait.",
    "PlatformEncryption.isMEKForEncryptionRequired": "Keys are made from the customer's own.",
    "PlatformEncryption.isUseHighAssuranceKeysRequired": "Keys need a session of high assurance.",
    "Portals.redirectPortalLoginToHttps": "Logins of portals are moved to HTTPS.",
    "Privacy.enableConfigurableUserPIIActive": "Which personal fields of users others see is configured.",
    "Privacy.enableConsentAuditTrail": "Changes of consent are kept.",
    "Privacy.enableConsentEventStream": "Changes of consent are streamed out.",
    "Privacy.enableDefaultMetadataValues": "New fields get a default classification.",
    "Privacy.enableSalesforceArchive": "Records are archived.",
    "Schema.enableAdvancedCMTSecurity": "Reading custom metadata needs a right.",
    "Schema.enableAdvancedCSSecurity": "Reading custom settings needs a right.",
    "Security.canUsersGrantLoginAccess": "Users may let support log in as themselves.",
    "Security.enableAdminLoginAsAnyUser": "Administrators may log in as anybody without asking.",
    "Security.enableCrossOrgRedirects": "Pages may send users on to other orgs.",
    "Security.enableRequireHttpsConnection": "Connections to sites need HTTPS.",
    "Security.passwordPolicies.complexity": "What passwords must be made of.",
    "Security.passwordPolicies.expiration": "When passwords run out.",
    "Security.passwordPolicies.historyRestriction": "How many old passwords may not come back.",
    "Security.passwordPolicies.lockoutInterval": "How long a locked user stays out.",
    "Security.passwordPolicies.maxLoginAttempts": "After how many failures a user is locked.",
    "Security.passwordPolicies.minimumPasswordLength": "How long passwords are at least.",
    "Security.sessionSettings.canConfirmIdentityBySmsOnly": "A text message is enough of a second proof.",
    "Security.sessionSettings.enableCSPOnEmail": "Pages of e-mails may not load from elsewhere.",
    "Security.sessionSettings.enableCSRFOnGet": "Requests that read are protected from forgery.",
    "Security.sessionSettings.enableCSRFOnPost": "Requests that write are protected from forgery.",
    "Security.sessionSettings.enableClickjackNonsetupSFDC": "Standard pages cannot be framed.",
    "Security.sessionSettings.enableClickjackNonsetupUser": "Own pages with headers cannot be framed.",
    "Security.sessionSettings.enableClickjackNonsetupUserHeaderless": "Own pages without headers cannot be framed.",
    "Security.sessionSettings.enableClickjackSetup": "Set-up pages cannot be framed.",
    "Security.sessionSettings.enableContentSniffingProtection": "Browsers may not guess the type of files.",
    "Security.sessionSettings.enableMFADirectUILoginOptIn": "Direct logins need a second proof.",
    "Security.sessionSettings.enableOauthCorsPolicy": "Pages elsewhere may fetch tokens.",
    "Security.sessionSettings.enableSMSIdentity": "Text messages prove who a user is.",
    "Security.sessionSettings.enableXssProtection": "Browsers are asked to stop injected scripts.",
    "Security.sessionSettings.enforceIpRangesEveryRequest": "Login ranges hold for every request, not only for the login.",
    "Security.sessionSettings.enforceUserDeviceRevoked": "Sessions of withdrawn devices end.",
    "Security.sessionSettings.forceLogoutOnSessionTimeout": "Users are logged out where their session ends.",
    "Security.sessionSettings.forceRelogin": "Whoever logs in as somebody else logs in again afterwards.",
    "Security.sessionSettings.hstsOnForcecomSites": "Browsers use HTTPS for sites whatever the link says.",
    "Security.sessionSettings.lockSessionsToDomain": "A session holds for the domain that it began in.",
    "Security.sessionSettings.lockSessionsToIp": "A session holds for the address that it began at.",
    "Security.sessionSettings.redirectionWarning": "Users are warned before a page leads elsewhere.",
    "Security.sessionSettings.referrerPolicy": "Other sites are not told which page a user came from.",
    "Security.sessionSettings.requireHttpOnly": "Scripts cannot read the cookie of a session.",
    "Security.sessionSettings.requireHttps": "Connections need HTTPS.",
    "Security.sessionSettings.sessionTimeout": "After how long an idle session ends; see also the fact `session-timeout`.",
    "Security.sessionSettings.terminateUserSessionsWhenAdminResetsPassword": "A reset password ends the user's sessions.",
    "Security.singleSignOnSettings.enableSamlLogin": "Users may sign in through an identity provider.",
    "Security.singleSignOnSettings.isLoginWithSalesforceCredentialsDisabled": "Users may sign in through an identity provider only.",
    "Sharing.enableExternalSharingModel": "Portal users have defaults of their own for who sees which records.",
    "Sharing.enablePortalUserVisibility": "Portal users of one account see each other.",
    "Sharing.enableSecureGuestAccess": "Visitors see only records that a rule for visitors shares.",
    "Sharing.enableStandardReportVisibility": "Reports show users whom the viewer may not see.",
    "UserManagement.enableConcealPersonalInfo": "Personal fields of users are hidden from portal users.",
    "UserManagement.enableEnhancedConcealPersonalInfo": "Personal fields of users are hidden from portal users.",
    "UserManagement.enableRestrictEmailDomains": "Users' e-mail addresses must be of certain domains.",
    "UserManagement.enableScrambleUserData": "Personal data of users can be scrambled.",
    "UserManagement.restrictedProfileCloning": "A cloned profile has only the rights that are switched on.",
    "UserManagement.userAccessPoliciesEnabled": "Policies hand out permission sets by themselves.",
    "UserManagement.userFieldHistoryTracking": "Changes of users' fields are kept.",
}
"""What a setting says where it is true, or what its value tells; the name is that of the settings file and of the elements in it."""

FORMER_NAMES: Final[Mapping[str, str]] = {
    "ContentSniffingProtection": "Security.sessionSettings.enableContentSniffingProtection",
    "DeleteMonitoringDataEnabled": "Event.enableDeleteMonitoringData",
    "EventLogWaveIntegEnabled": "Event.enableEventLogWaveIntegration",
    "HstsSitesCommunities": "Security.sessionSettings.hstsOnForcecomSites",
    "LoginForensicsEnabled": "Event.enableLoginForensics",
    "NetworksEnabled": "Communities.enableNetworksEnabled",
    "RedirectionWarning": "Security.sessionSettings.redirectionWarning",
    "ReferrerPolicy": "Security.sessionSettings.referrerPolicy",
    "SendThroughGmailPref": "EmailAdministration.enableSendThroughGmailPref",
    "XssProtection": "Security.sessionSettings.enableXssProtection",
}
"""Names of the same settings in the one file of preferences that old orgs have."""
