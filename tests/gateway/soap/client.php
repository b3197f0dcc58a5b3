<?php
// PHP's own SoapClient at the door, by its WSDL: asked by its argument in JSON, it says what it was told.
$asked = json_decode($argv[1], true);
$client = new SoapClient($asked['wsdl'], [
    'soap_version' => $asked['version'] === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'exceptions' => true,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
$security = '<wsse:Security xmlns:wsse="' . $wsse . '"><wsse:UsernameToken><wsse:Username>' . $asked['client_id']
    . '</wsse:Username><wsse:Password>' . $asked['secret'] . '</wsse:Password></wsse:UsernameToken></wsse:Security>';
$client->__setSoapHeaders(new SoapHeader($wsse, 'Security', new SoapVar($security, XSD_ANYXML), false));

$states = [];
$answer = $client->SubmitDocument(['idempotencyKey' => 'k1', 'source' => 'slips', 'site' => 'W1',
    'content' => $asked['slip']]);
$states[] = $answer->standing->state;
$lot = ['lotNo' => 'L1', 'quantity' => '10.5', 'unit' => 'TNE'];
$states[] = $client->WarehouseOperation(['idempotencyKey' => 'k2', 'site' => 'W1',
    'inbound' => ['number' => 'IN-7', 'at' => '2026-11-23T15:00:00+08:00', 'lot' => [$lot]]])->standing->state;
$states[] = $client->SubmitApplication(['idempotencyKey' => 'k3', 'site' => 'W1', 'application' => [
    'applicationNo' => 'SQ-1', 'appliedAt' => '2026-11-23T15:00:00+08:00', 'applicant' => 'wms',
    'product' => 'pledge', 'amount' => ['_' => '100.00', 'currency' => 'CNY']]])->standing->state;
$fault = [];
try {
    $client->SubmitDocument(['idempotencyKey' => 'k4', 'source' => 'slips', 'site' => 'W1',
        'text' => $asked['unreadable']]);
} catch (SoapFault $caught) {
    $failure = $caught->detail->Failure;
    $problem = is_array($failure->problem) ? $failure->problem[0] : $failure->problem;
    $fault = ['code' => $caught->faultcode, 'outcome' => $failure->outcome, 'text' => $problem->text];
}
$states[] = $client->QueryStatus(['id' => $answer->standing->id])->standing->state;
$answers = [];
foreach ($client->FetchAnswers(['most' => 100])->answer as $one) {
    $answers[] = $one->standing->state;
}
echo json_encode(['states' => $states, 'answers' => $answers, 'fault' => $fault]);
